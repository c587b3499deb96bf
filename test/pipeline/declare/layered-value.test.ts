// Pipelines in layers: a file that extends another, and profiles.
import {beforeAll, describe, expect, test} from '@jest/globals';
import {inputsOf, nodeOf, pipelineFiles} from './load-text.ts';
import {VALID} from './mistakes/mistakes.ts';

const {write, load} = pipelineFiles();

describe('a file that extends another', () => {
  beforeAll(() => write('pipeline.yaml', VALID));

  test('joins stages, and replaces values as a whole', async () => {
    const pipeline = await load(
      `extends: ../pipeline.yaml
name: child
stages:
  drop-small: {params: {onEmpty: fail}}
  scale: {uses: stages/shift, params: {offset: 3}}
  add-up: {inputs: {lists: [scale.scaled]}}
`,
      {},
      'more/child.yaml',
    );
    expect(pipeline.name).toBe('child');
    expect(pipeline.nodes.map(node => node.name)).toEqual([
      ...['read-numbers', 'drop-small', 'scale', 'add-up'],
    ]);
    expect(nodeOf(pipeline, 'drop-small').params.given).toEqual({minimum: 2, onEmpty: 'fail'});
    expect(nodeOf(pipeline, 'scale').uses).toBe('stages/shift');
    expect(inputsOf(nodeOf(pipeline, 'add-up'))).toEqual({lists: ['scale.scaled']});
  });

  test('removes with null, over two files, and a stage may come back', async () => {
    await write(
      'more/base.yaml',
      'extends: ../pipeline.yaml\nstages: {add-up: null, drop-small: {params: {minimum: null}}}\n',
    );
    const pipeline = await load('extends: base.yaml\n', {}, 'more/child.yaml');
    expect(pipeline.nodes.map(node => node.name)).toEqual(['read-numbers', 'drop-small', 'scale']);
    expect(nodeOf(pipeline, 'drop-small').params.given).toEqual({});
    const again = await load(
      'extends: base.yaml\nstages: {add-up: {inputs: {lists: scale.scaled}}}\n',
      {},
      'more/child.yaml',
    );
    expect(inputsOf(nodeOf(again, 'add-up'))).toEqual({lists: ['scale.scaled']});
  });

  test('reads paths relative to the file in which they stand', async () => {
    await write('more/own.txt', '7\n');
    const inherited = await load('extends: ../pipeline.yaml\n', {}, 'more/child.yaml');
    expect(inputsOf(inherited.nodes[0])).toEqual({lists: ['large.txt', 'small.txt']});
    const own = await load(
      'extends: ../pipeline.yaml\nstages: {read-numbers: {inputs: {lists: [own.txt, ../data/small.txt]}}}\n',
      {},
      'more/child.yaml',
    );
    expect(inputsOf(own.nodes[0])).toEqual({lists: ['own.txt', 'small.txt']});
  });
});

describe('profiles', () => {
  const text = `${VALID}profiles:
  strict: {stages: {drop-small: {params: {minimum: 9, onEmpty: fail}}}}
  wide: {stages: {drop-small: {params: {minimum: 0}}}, defaults: {retries: 3}, executor: elsewhere}
`;

  test('change nothing until they are switched on', async () => {
    const pipeline = await load(text);
    expect(nodeOf(pipeline, 'drop-small')).toMatchObject({
      params: {given: {minimum: 2}},
      retries: 0,
    });
    expect(pipeline.executor).toBeUndefined();
  });

  test('are laid over the file in the order given', async () => {
    const pipeline = await load(text, {profile: ['strict', 'wide']});
    const {params, retries} = nodeOf(pipeline, 'drop-small');
    expect(params.given).toEqual({minimum: 0, onEmpty: 'fail'});
    expect(retries).toBe(3);
    expect(pipeline.executor).toBe('elsewhere');
    expect(pipeline.name).toBe('numbers');
  });

  test('of an extended file can be extended and switched on', async () => {
    await write('pipeline.yaml', text);
    const child = `extends: ../pipeline.yaml
profiles: {strict: {stages: {drop-small: {params: {onEmpty: null}}}}}
`;
    const pipeline = await load(child, {profile: ['strict']}, 'more/child.yaml');
    // The null belongs to the profile: it takes away what the profile of the other file had set.
    expect(nodeOf(pipeline, 'drop-small').params.given).toEqual({minimum: 9});
  });
});
