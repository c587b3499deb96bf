// What the picture of a pipeline shows: groups as one box, and of many edges into one port only what is needed.
import {describe, expect, test} from '@jest/globals';
import type {Pipeline, PipelineNode} from '../../../shared/pipeline/declare/pipeline.ts';
import {viewGraph} from '../../../shared/pipeline/draw/graph-view.ts';

/** A node whose edges are given as `port: [stage.port, …]`. */
function node(name: string, edges: Record<string, string[]>, group?: string): PipelineNode {
  const inputs = Object.entries(edges).map(([port, from]) => [
    port,
    {
      kind: 'edges',
      edges: from.map(edge => {
        const [stage, out] = edge.split('.');
        return {stage, port: out};
      }),
    },
  ]);
  return {
    ...{name, group, uses: `stages/${group ?? name}`, inputs: Object.fromEntries(inputs)},
    dependencies: Object.values(edges).flatMap(from => from.map(edge => edge.split('.')[0])),
  } as unknown as PipelineNode;
}

const view = (...nodes: PipelineNode[]) => viewGraph({nodes} as unknown as Pipeline);
const arrowsOf = ({arrows}: ReturnType<typeof viewGraph>) =>
  arrows.map(({from, to, ports}) => `${from} → ${to}: ${ports.join(', ')}`);

describe('viewGraph', () => {
  test('draws what a foreach gave as one box with one arrow', () => {
    const drawn = view(
      node('read', {}),
      node('scale[1]', {numbers: ['read.numbers']}, 'scale'),
      node('scale[2]', {numbers: ['read.numbers']}, 'scale'),
      node('add-up', {lists: ['scale[1].scaled', 'scale[2].scaled']}),
    );
    expect(drawn.boxes).toEqual([
      {id: 'read', kind: 'stage', lines: ['read']},
      {id: 'scale', kind: 'stage', lines: ['scale', '2 times']},
      {id: 'add-up', kind: 'final', lines: ['add-up']},
    ]);
    expect(arrowsOf(drawn)).toEqual(['read → scale: numbers', 'scale → add-up: scaled']);
  });

  test('a group that feeds itself has no arrow to itself', () => {
    const drawn = view(
      node('walk[1]', {}, 'walk'),
      node('walk[2]', {place: ['walk[1].place']}, 'walk'),
    );
    expect(arrowsOf(drawn)).toEqual([]);
  });

  test('of many edges into one port it draws those of boxes that would look unused', () => {
    const models = ['a', 'b', 'c', 'd'];
    const drawn = view(
      ...models.map(name => node(name, {})),
      node('look', {model: ['a.model']}),
      node('stack', {models: models.map(name => `${name}.model`)}),
    );
    expect(drawn.boxes.at(-1)!.lines).toEqual(['stack', 'and models of 4 stages']);
    expect(arrowsOf(drawn)).toEqual([
      'a → look: model',
      'b → stack: model',
      'c → stack: model',
      'd → stack: model',
    ]);
  });
});
