import {describe, expect, test} from '@jest/globals';
import {GeneSetBuilder} from '../../shared/genes/sets/gene-set-builder.ts';
import {type GeneSetTable, genesOf} from '../../shared/genes/sets/gene-set-table.ts';
import {createRandom} from '../../shared/stats/random.ts';
import split from '../../stages/split.ts';
import {runStage} from './run-stage.ts';

/** Library → sets; every library repeats some sets of the one before it with a gene less, and has some of its own. */
function libraries(names: string[], ownSets: number): GeneSetTable {
  const random = createRandom(5);
  const builder = new GeneSetBuilder();
  let before: string[][] = [];
  let setId = 0;
  for (const library of names) {
    const fresh = Array.from({length: ownSets}, () => [
      ...new Set(Array.from({length: 10 + random.int(8)}, () => `G${random.int(300)}`)),
    ]);
    const own = [...before.slice(0, ownSets / 2).map(genes => genes.slice(1)), ...fresh];
    for (const genes of own) builder.add(setId, library, `s${setId++}`, '', genes);
    before = fresh;
  }
  return builder.build();
}

const VERSIONS = ['P_2015', 'P_2018', 'P_2023', 'Other', 'Q_2016_Human', 'Q_2020_Human'];
const table = libraries(VERSIONS, 20);
const params = {heldOutShare: 0.3, testSets: 40};

async function run(more: Record<string, unknown>, from = table) {
  const done = await runStage(split, {inputs: {geneSets: from}, params: {...params, ...more}});
  const [training, validation, held] = await Promise.all(
    ['training', 'validation', 'test'].map(port => done.read(port) as Promise<GeneSetTable>),
  );
  const clusters: {setId: number; split: string}[] = await done.read('clusters');
  return {training, validation, held, clusters, summary: await done.read('summary'), ...done};
}

const symbolsOf = (from: GeneSetTable, row: number) =>
  new Set(Array.from(genesOf(from, row), gene => from.symbols[gene]));

/** Ids of the sets of `a` with a near-twin in `b`, by comparing all pairs as the parameters define them. */
function twins(a: GeneSetTable, b: GeneSetTable): number[] {
  const others = Array.from(b.setIds, (_, row) => symbolsOf(b, row));
  return Array.from(a.setIds).filter((_, row) => {
    const own = symbolsOf(a, row);
    return others.some(other => {
      const overlap = [...own].filter(symbol => other.has(symbol)).length;
      const [small, large] = [own.size, other.size].sort((x, y) => x - y);
      return (
        overlap / (small + large - overlap) >= 0.5 ||
        (overlap / small >= 0.8 && small / large >= 0.5)
      );
    });
  });
}

/** The sets of some libraries as a table. */
function only(names: string[]): GeneSetTable {
  const builder = new GeneSetBuilder();
  table.libraries.forEach((library, row) => {
    if (!names.includes(library)) return;
    builder.add(table.setIds[row], library, table.names[row], '', [...symbolsOf(table, row)]);
  });
  return builder.build();
}

const noteOf = (summary: {notes: {message: string; count: number}[]}, pattern: RegExp) =>
  summary.notes.find(({message}) => pattern.test(message))?.count;

describe('split by library', () => {
  test('holds out the libraries named and drops their near-twins from training', async () => {
    const {training, validation, held, clusters, summary} = await run({
      unit: 'library',
      libraries: ['P_2018'],
    });
    expect(new Set(held.libraries)).toEqual(new Set(['P_2018']));
    expect(held.setIds).toHaveLength(30);
    expect([...training.libraries, ...validation.libraries]).not.toContain('P_2018');
    expect(twins(training, held)).toEqual([]);
    expect(twins(validation, held)).toEqual([]);
    const dropped = twins(only(VERSIONS.filter(name => name !== 'P_2018')), held);
    // 10 sets of P_2018 repeat P_2015, and 10 of P_2023 repeat P_2018.
    expect(dropped.length).toBeGreaterThanOrEqual(20);
    expect(noteOf(summary, /left out as near-twins of test sets/)).toBe(dropped.length);
    expect(clusters.filter(row => row.split === 'left out').map(({setId}) => setId)).toEqual(
      dropped,
    );
    expect(summary.counts.leftOut).toBe(dropped.length);
  });

  test('only counts near-twins when told so', async () => {
    const {training, validation, held, summary} = await run({
      unit: 'library',
      libraries: ['P_2018'],
      dropTwins: false,
    });
    const kept = twins(training, held).length + twins(validation, held).length;
    expect(kept).toBeGreaterThanOrEqual(20);
    expect(noteOf(summary, /kept though near-twins/)).toBe(kept);
    expect(summary.counts.leftOut).toBeUndefined();
    expect(training.setIds.length + validation.setIds.length + held.setIds.length).toBe(170);
  });

  test('draws whole libraries by the seed, as many as fit', async () => {
    const drawn = new Set<string>();
    for (let seed = 0; seed < 6; seed++) {
      const {held, training} = await run({unit: 'library', seed, testSets: 55, heldOutShare: 0.4});
      const names = [...new Set(held.libraries)].sort();
      const sizes = names.map(name => table.libraries.filter(own => own === name).length);
      expect(held.setIds.length).toBe(sizes.reduce((sum, size) => sum + size, 0));
      expect(held.setIds.length).toBeLessThanOrEqual(55);
      expect(training.libraries.filter(name => names.includes(name))).toEqual([]);
      drawn.add(names.join());
    }
    expect(drawn.size).toBeGreaterThan(1);
  });

  test('tests on no more sets than asked for, and leaves the rest of the library out', async () => {
    const {held, training, summary} = await run({
      unit: 'library',
      libraries: ['P_2018', 'P_2023'],
      testSets: 25,
      heldOutShare: 0.2,
    });
    expect(held.setIds).toHaveLength(25);
    expect(noteOf(summary, /beyond testSets/)).toBe(35);
    expect(training.libraries).not.toContain('P_2023');
  });

  test.each([
    [{libraries: ['P_2019']}, /libraries: found P_2019, .* expected some of P_2015, P_2018/],
    [{libraries: VERSIONS}, /found all 6 libraries held out/],
    [{testSets: 10}, /found no library that small, .*has 20 sets\). Raise testSets/],
  ])('refuses %o', async (more, message) => {
    await expect(run({unit: 'library', ...more})).rejects.toThrow(message);
  });

  test('refuses a corpus of one library', async () => {
    await expect(run({unit: 'library'}, libraries(['A'], 30))).rejects.toThrow(
      /found one library only \(A\)/,
    );
  });
});

describe('split by time', () => {
  test('tests on the sets of the newest versions that nothing older resembles', async () => {
    const newest = ['P_2023', 'Q_2020_Human'];
    const {training, validation, held, clusters, summary, infos} = await run({unit: 'time'});
    const older = only(VERSIONS.filter(name => !newest.includes(name)));
    const recent = only(newest);
    const known = new Set(twins(recent, older));
    expect(known.size).toBeGreaterThanOrEqual(20);
    const added = Array.from(recent.setIds).filter(id => !known.has(id));
    expect(Array.from(held.setIds)).toEqual(added);
    const kept = [...training.setIds, ...validation.setIds].sort((a, b) => a - b);
    expect(kept).toEqual(Array.from(older.setIds));
    expect(clusters.filter(row => row.split === 'left out')).toHaveLength(known.size);
    expect(noteOf(summary, /training has near-twins of them/)).toBe(known.size);
    expect(infos).toContain('test on P_2023; training has P_2015, P_2018');
  });

  test('takes the versions that are named instead', async () => {
    const {held, training} = await run({
      unit: 'time',
      versions: [{train: ['P_2015'], test: ['P_2018']}],
    });
    expect(new Set(held.libraries)).toEqual(new Set(['P_2018']));
    expect(training.libraries).toContain('P_2023');
    expect(training.libraries).not.toContain('P_2018');
  });

  test('draws from more new sets than asked for by the seed', async () => {
    const ids = async (seed: number) =>
      Array.from((await run({unit: 'time', testSets: 15, seed, heldOutShare: 0.2})).held.setIds);
    const [first, second] = [await ids(1), await ids(2)];
    expect(first).toHaveLength(15);
    expect(first).toEqual(await ids(1));
    expect(first).not.toEqual(second);
  });

  test('says so when the corpus has no versions', async () => {
    await expect(run({unit: 'time'}, libraries(['A_2013', 'B', 'C'], 20))).rejects.toThrow(
      /found no library in two versions among A_2013, B, C; expected names that differ only in a year/,
    );
  });

  test.each([
    [[{train: ['P_2014'], test: ['P_2018']}], /versions: found P_2014, of which there are no sets/],
    [
      [
        {train: ['P_2015'], test: ['P_2018']},
        {train: ['P_2018'], test: ['P_2023']},
      ],
      /versions: found P_2018 under train and under test/,
    ],
  ])('refuses versions %j', async (versions, message) => {
    await expect(run({unit: 'time', versions})).rejects.toThrow(message);
  });
});
