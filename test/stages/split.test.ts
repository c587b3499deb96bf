import {describe, expect, test} from '@jest/globals';
import {type GeneSetTable, genesOf, setSize} from '../../shared/genes/sets/gene-set-table.ts';
import {createRandom} from '../../shared/stats/random.ts';
import split from '../../stages/split.ts';
import {sets} from '../genes/sets.ts';
import {runStage, type StageRun} from './run-stage.ts';

/** Families of one to six sets cut from the same genes, as years and species of one library give them. */
function families(count: number, seed: number): GeneSetTable {
  const random = createRandom(seed);
  const texts: string[] = [];
  while (texts.length < count) {
    const base = Array.from({length: 10 + random.int(20)}, () => `G${random.int(400)}`);
    for (let child = random.int(6); child >= 0; child--) {
      texts.push([...new Set(base.filter(() => random.next() < 0.85))].join(' '));
    }
  }
  return sets(...texts.slice(0, count));
}

const table = families(400, 7);
const params = {heldOutShare: 0.2, testSets: 60};
const run = (more: Record<string, unknown> = {}) =>
  runStage(split, {inputs: {geneSets: table}, params: {...params, ...more}});

const symbolsOf = (from: GeneSetTable, row: number) =>
  new Set(Array.from(genesOf(from, row), gene => from.symbols[gene]));

/** Sets of `a` that have a near-twin in `b`, by comparing all pairs as the parameters define them. */
function countTwins(a: GeneSetTable, b: GeneSetTable): number {
  const others = Array.from(b.setIds, (_, row) => symbolsOf(b, row));
  return Array.from(a.setIds.keys()).filter(row => {
    const own = symbolsOf(a, row);
    return others.some(other => {
      const overlap = [...own].filter(symbol => other.has(symbol)).length;
      const [small, large] = [own.size, other.size].sort((x, y) => x - y);
      return (
        overlap / (small + large - overlap) >= 0.5 ||
        (overlap / small >= 0.8 && small / large >= 0.5)
      );
    });
  }).length;
}

async function readSplits(from: StageRun): Promise<Record<string, GeneSetTable>> {
  return {
    training: await from.read('training'),
    validation: await from.read('validation'),
    test: await from.read('test'),
  };
}

describe('split', () => {
  test('gives every set to one split, with its name and genes', async () => {
    const splits = await readSplits(await run());
    const sizes = Object.values(splits).map(({setIds}) => setIds.length);
    expect(sizes).toEqual([320, 20, 60]);
    const ids = Object.values(splits).flatMap(({setIds}) => Array.from(setIds));
    expect(ids.sort((a, b) => a - b)).toEqual(Array.from(table.setIds));
    const {test: held} = splits;
    for (let row = 0; row < 60; row++) {
      const original = held.setIds[row] - 100;
      expect(held.names[row]).toBe(table.names[original]);
      expect(setSize(held, row)).toBe(setSize(table, original));
      expect(symbolsOf(held, row)).toEqual(symbolsOf(table, original));
    }
  });

  test('leaves no held-out set with a near-twin in training, nor a test set with one in validation', async () => {
    const {training, validation, test: held} = await readSplits(await run());
    expect(countTwins(held, training)).toBe(0);
    expect(countTwins(validation, training)).toBe(0);
    expect(countTwins(held, validation)).toBe(0);
  });

  test('leaks when single sets are drawn, and says how many', async () => {
    const single = await run({unit: 'set'});
    const {training, test: held} = await readSplits(single);
    expect(countTwins(held, training)).toBeGreaterThan(10);
    const {notes} = await single.read('summary');
    expect(notes[0].message).toMatch(/^held-out sets whose cluster also has training sets/);
    expect(notes[0].count).toBeGreaterThan(10);
  });

  test('writes the cluster of every set; a cluster is in one split', async () => {
    const clusters = await (await run()).read('clusters');
    expect(clusters.map((row: {setId: number}) => row.setId)).toEqual(Array.from(table.setIds));
    const splitOf = new Map<number, string>();
    for (const {cluster, split: own} of clusters) {
      expect(splitOf.get(cluster) ?? own).toBe(own);
      splitOf.set(cluster, own);
    }
    expect(splitOf.size).toBeLessThan(400);
  });

  test('draws by its seed', async () => {
    const ids = async (seed: number) => Array.from((await (await run({seed})).read('test')).setIds);
    expect(await ids(1)).toEqual(await ids(1));
    expect(await ids(1)).not.toEqual(await ids(2));
  });

  test('summarizes counts', async () => {
    const {counts} = await (await run()).read('summary');
    expect(counts).toMatchObject({sets: 400, training: 320, validation: 20, test: 60});
    expect(counts.largestCluster).toBeGreaterThan(1);
  });

  test('says what to raise when too few sets are held out', async () => {
    await expect(run({testSets: 80})).rejects.toThrow(
      /raise heldOutShare to 0\.\d+ or lower testSets/,
    );
  });
});
