// Lists side by side: regions and pairs count every gene once, and tests are those of each list alone.
import {beforeAll, describe, expect, test} from '@jest/globals';
import {createRandom} from '../../../shared/stats/random.ts';
import {AskedWorker, ownModel} from './ask-worker.ts';

let worker: AskedWorker;
let lists: {name: string; genes: string[]}[];
beforeAll(async () => {
  worker = new AskedWorker();
  const {examples} = await worker.ask('open', ownModel());
  const random = createRandom(2);
  const mixed = examples.flatMap(({genes}) => genes).filter(() => random.int(2) === 0);
  lists = [...examples.slice(0, 2), {name: '<b>mixed</b>', genes: [...mixed, 'nonsense']}];
});

describe('lists side by side', () => {
  test('share genes in regions, and in pairs', async () => {
    const {lists: read, regions, pairs} = await worker.ask('compare', {lists});
    expect(read.map(({name}) => name)).toEqual(lists.map(({name}) => name));
    const genes = regions.flatMap(region => region.genes);
    expect(new Set(genes).size).toBe(genes.length);
    expect(new Set(genes)).toEqual(new Set(read.flatMap(list => list.genes)));
    for (const region of regions) {
      for (const gene of region.genes) {
        const holding = read.flatMap((list, i) => (list.genes.includes(gene) ? [i] : []));
        expect(holding).toEqual(region.lists);
      }
    }
    expect(pairs.map(pair => pair.lists)).toEqual([
      [0, 1],
      [0, 2],
      [1, 2],
    ]);
    for (const {
      lists: [a, b],
      shared,
      union,
      jaccard,
    } of pairs) {
      const all = new Set([...read[a].genes, ...read[b].genes]);
      expect(union).toBe(all.size);
      expect(shared).toBe(read[a].genes.length + read[b].genes.length - all.size);
      expect(jaccard).toBeCloseTo(shared / union, 12);
    }
    expect(read[2].leftOut.map(({given}) => given)).toEqual(['nonsense']);
  });

  test('carry the tests of each list alone, the strongest set of any first', async () => {
    const {sets} = await worker.ask('compare', {lists, most: 5});
    const alone = await Promise.all(
      lists.map(({genes}) => worker.ask('enrich', {genes, fold: false, most: 100_000})),
    );
    expect(sets.length).toBeGreaterThan(5);
    for (const {name, library, tests} of sets) {
      expect(tests).toHaveLength(3);
      for (const [i, found] of tests.entries()) {
        const [row] = alone[i].groups.flat().filter(set => {
          return set.name === name && set.library === library;
        });
        if (found === null) expect(row).toBeUndefined();
        else expect(row).toMatchObject(found);
      }
    }
    const best = sets.map(({tests}) => Math.min(...tests.map(found => found?.qValue ?? 1)));
    expect(best).toEqual([...best].sort((a, b) => a - b));
  });

  test('of hundreds show progress and can be stopped; one alone is refused', async () => {
    const many = Array.from({length: 300}, (_, i) => lists[i % 3]);
    const {id, done} = worker.start('compare', {lists: many});
    await new Promise(resolve => setTimeout(resolve, 400));
    await worker.stop(id);
    await done;
    expect(worker.about(id)[0]).toMatchObject({progress: {of: 600, unit: 'lists'}});
    expect(worker.about(id).at(-1)).toEqual({id, stopped: true});
    const one = worker.ask('compare', {lists: lists.slice(0, 1)});
    await expect(one).rejects.toThrow('Found 1 list, expected two at least.');
  });
});
