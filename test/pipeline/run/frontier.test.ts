// What of a run is next: order, readiness, and what a failure puts out of reach.
import {describe, expect, test} from '@jest/globals';
import type {PipelineNode} from '../../../shared/pipeline/declare/pipeline.ts';
import {Frontier} from '../../../shared/pipeline/run/frontier.ts';

/** Stages as `name: dependencies`. */
function nodes(graph: Record<string, string[]>): PipelineNode[] {
  return Object.entries(graph).map(
    ([name, dependencies]) => ({name, dependencies}) as unknown as PipelineNode,
  );
}

/** a and b; c needs a, d needs both, e needs d. */
const graph = nodes({a: [], b: [], c: ['a'], d: ['a', 'b'], e: ['d']});
const any = (): boolean => true;

describe('the frontier', () => {
  test('gives stages in topological order as soon as all they need is done', () => {
    const frontier = new Frontier(graph);
    const take = (): string | undefined => frontier.take(any)?.name;
    expect([take(), take(), take()]).toEqual(['a', 'b', undefined]);
    frontier.finish('b');
    expect(take()).toBeUndefined();
    frontier.finish('a');
    expect([take(), take(), take()]).toEqual(['c', 'd', undefined]);
    frontier.finish('d');
    expect(take()).toBe('e');
  });

  test('keeps the order among those that get ready at different times, and passes over what may not start', () => {
    const frontier = new Frontier(nodes({a: [], b: [], c: ['b'], d: ['a']}));
    frontier.take(any);
    frontier.take(any);
    frontier.finish('a');
    frontier.finish('b');
    expect(frontier.take(({name}) => name === 'd')?.name).toBe('d');
    expect(frontier.take(any)?.name).toBe('c');
  });

  test('gives up what needs a failed stage, once, naming what it lacks', () => {
    const frontier = new Frontier(graph);
    frontier.take(any);
    frontier.take(any);
    const told = frontier.lose('b').map(({node, cause}) => [node.name, cause]);
    expect(told).toEqual([
      ['d', 'b'],
      ['e', 'd'],
    ]);
    frontier.finish('a');
    expect(frontier.take(any)?.name).toBe('c');
    expect(frontier.take(any)).toBeUndefined();
    expect(frontier.lose('c')).toEqual([]);
  });

  test('is empty once it was cleared', () => {
    const frontier = new Frontier(graph);
    frontier.take(any);
    expect(frontier.clear().map(({name}) => name)).toEqual(['b', 'c', 'd', 'e']);
    frontier.finish('a');
    expect(frontier.take(any)).toBeUndefined();
  });
});
