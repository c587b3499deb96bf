// Stages made once for every item of a list, a glob or a count.
import {describe, expect, test} from '@jest/globals';
import {inputsOf, nodeOf, pipelineFiles} from './load-text.ts';
import {VALID} from './mistakes/mistakes.ts';

const {load} = pipelineFiles();

describe('foreach', () => {
  const fan = `name: fan
stages:
  read-numbers:
    foreach: {file: data/*.txt}
    inputs: {lists: '\${file}'}
  drop-small:
    foreach: {file: data/*.txt}
    inputs: {numbers: read-numbers.numbers}
  scale:
    foreach: {factor: [1, 2.5]}
    inputs: {numbers: 'drop-small[large].kept'}
    params: {factor: '\${factor}'}
  add-up:
    inputs: {lists: [drop-small.kept, scale.scaled]}
`;

  test('gives one stage an item, paired over the same variable, gathered by a port of many', async () => {
    const pipeline = await load(fan);
    expect(pipeline.nodes.map(node => node.name)).toEqual([
      ...['read-numbers[large]', 'read-numbers[small]', 'drop-small[large]', 'drop-small[small]'],
      ...['scale[1]', 'scale[2-5]', 'add-up'],
    ]);
    expect(inputsOf(nodeOf(pipeline, 'read-numbers[small]'))).toEqual({lists: ['small.txt']});
    expect(inputsOf(nodeOf(pipeline, 'drop-small[small]'))).toEqual({
      numbers: ['read-numbers[small].numbers'],
    });
    expect(nodeOf(pipeline, 'scale[2-5]').params.resolved).toEqual({factor: 2.5});
    expect(inputsOf(nodeOf(pipeline, 'add-up'))).toEqual({
      lists: [
        ...['drop-small[large].kept', 'drop-small[small].kept'],
        ...['scale[1].scaled', 'scale[2-5].scaled'],
      ],
    });
  });

  test('an edge may name its stage by the item', async () => {
    const pipeline = await load(
      VALID.replace(
        'inputs: {numbers: drop-small.kept}',
        `foreach: {source: [read-numbers.numbers, drop-small.kept]}\n    inputs: {numbers: '\${source}'}`,
      ),
    );
    expect(inputsOf(nodeOf(pipeline, 'scale[read-numbers-numbers]'))).toEqual({
      numbers: ['read-numbers.numbers'],
    });
    const stages = VALID.replace(
      'inputs: {numbers: drop-small.kept}',
      `foreach: {source: [read-numbers]}\n    inputs: {numbers: '\${source}.numbers'}`,
    );
    const {nodes} = await load(stages);
    const scale = nodes.find(({name}) => name === 'scale[read-numbers]')!;
    expect(inputsOf(scale)).toEqual({numbers: ['read-numbers.numbers']});
    expect(scale.dependencies).toEqual(['read-numbers']);
  });

  test('over shards counts from 0, with the count at hand', async () => {
    const pipeline = await load(
      VALID.replace(
        '    params: {minimum: 2}\n',
        `    foreach: {shard: 3}\n    params: {minimum: '\${shard}'}\n`,
      )
        .replace('drop-small.kept}', "'drop-small[2].kept'}")
        .replace(
          '  add-up:',
          `    params: {factor: 4}\n    env: {OF: 'shard of \${x}'}\n  add-up:`,
        ),
    );
    expect(
      ['0', '1', '2'].map(shard => nodeOf(pipeline, `drop-small[${shard}]`).params.given),
    ).toEqual([{minimum: 0}, {minimum: 1}, {minimum: 2}]);
    // Outside a foreach a text is a text.
    expect(nodeOf(pipeline, 'scale').env).toEqual({OF: `shard of \${x}`});
  });

  test('reads variables inside a text, with name and count', async () => {
    const pipeline = await load(
      fan.replace(
        `lists: '\${file}'}`,
        `lists: '\${file}'}\n    env: {OF: '\${file.name} of \${file.count}'}`,
      ),
    );
    expect(nodeOf(pipeline, 'read-numbers[large]').env).toEqual({OF: 'large of 2'});
  });

  test('takes overrides for all items or for one', async () => {
    const pipeline = await load(fan, {
      set: ['drop-small.minimum=3', 'drop-small[small].onEmpty=fail'],
    });
    expect(nodeOf(pipeline, 'drop-small[large]').params.given).toEqual({minimum: 3});
    expect(nodeOf(pipeline, 'drop-small[small]').params.given).toEqual({
      minimum: 3,
      onEmpty: 'fail',
    });
  });

  test('takes time that grows with the number of its items alone, and no more than there is use for', async () => {
    const many = (count: number): string => `name: fan
stages:
  read-numbers:
    inputs: {lists: data/small.txt}
  scale:
    foreach: {i: ${count}}
    inputs: {numbers: read-numbers.numbers}
  shift:
    foreach: {i: ${count}}
    inputs: {numbers: scale.scaled}
`;
    // A quadratic look for names takes 16 times as long for four times the items.
    const seconds = async (count: number): Promise<number> => {
      const startedAt = performance.now();
      expect((await load(many(count))).nodes).toHaveLength(2 * count + 1);
      return performance.now() - startedAt;
    };
    await seconds(500);
    const few = await seconds(2500);
    expect(await seconds(10_000)).toBeLessThan(10 * few + 1000);
    await expect(load(many(1e9))).rejects.toThrow(
      'stages.scale.foreach.i: found 1,000,000,000 items, expected at most 100,000',
    );
  }, 120_000);
});
