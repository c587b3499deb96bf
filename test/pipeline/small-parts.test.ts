// Keys, hashes, suggestions, words and the layout of the picture.
import {mkdir, mkdtemp, readFile, rm, utimes, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {describe, expect, test} from '@jest/globals';
import {z} from 'zod';
import type {Format} from '../../shared/formats/format.ts';
import {type Cell, type Link, layoutGraph} from '../../shared/pipeline/draw/layout-graph.ts';
import {HashCache, sha256Of} from '../../shared/pipeline/keys/hash-file.ts';
import {canonicalJson, computeKey, type KeyFields} from '../../shared/pipeline/keys/key.ts';
import {closest, editDistance} from '../../shared/pipeline/problem.ts';
import {
  showBytes,
  showCounts,
  showPace,
  showSeconds,
} from '../../shared/pipeline/show/show-amounts.ts';
import {stage} from '../../shared/pipeline/stage.ts';

const fields: KeyFields = {
  inputs: {gmt: [{name: 'c5.gmt.gz', sha256: 'aa'}]},
  params: {seed: 1, shares: [0.8, 0.1]},
  formats: {'out.geneSets': 'gene-set-table@1'},
  code: {'stages/x.ts': 'bb'},
  assets: {},
  packages: {zod: '4.0.0'},
};

describe('a key', () => {
  test('does not depend on the order of fields', () => {
    const turned = {...fields, params: {shares: [0.8, 0.1], seed: 1}};
    expect(computeKey(turned)).toBe(computeKey(fields));
    expect(computeKey(fields)).toMatch(/^[0-9a-f]{64}$/);
  });

  test('changes with every field', () => {
    const changed: KeyFields[] = [
      {...fields, inputs: {gmt: [{name: 'c5.gmt.gz', sha256: 'ab'}]}},
      {...fields, inputs: {gmt: [{name: 'c2.gmt.gz', sha256: 'aa'}]}},
      {...fields, params: {...fields.params, seed: 2}},
      {...fields, params: {...fields.params, shares: [0.1, 0.8]}},
      {...fields, formats: {'out.geneSets': 'gene-set-table@2'}},
      {...fields, code: {'stages/x.ts': 'bc'}},
      {...fields, assets: {'core/x.cpp': 'dd'}},
      {...fields, packages: {zod: '4.0.1'}},
      {...fields, env: {MODE: 'fast'}},
    ];
    expect(new Set([fields, ...changed].map(computeKey)).size).toBe(changed.length + 1);
  });

  test('of a stage that declares no environment is what it was before one could', () => {
    const digest = '076db739548e39890e4ce781da72a6d0001164f5dff5bfaebc78e0548d82ee9a';
    expect(computeKey(fields)).toBe(digest);
  });

  test('refuses what JSON would silently change', () => {
    expect(canonicalJson({b: [1, null], a: undefined, c: 'x'})).toBe('{"b":[1,null],"c":"x"}');
    expect(() => canonicalJson({rate: Number.NaN})).toThrow('value.rate: found NaN');
    expect(() => canonicalJson([new Date(0)])).toThrow('value[0]: found');
  });
});

describe('a remembered hash', () => {
  test('holds while nothing touched the file, and a folder hashes by content and names', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'geneglot-hash-'));
    try {
      const file = join(folder, 'data/a.txt');
      const past = new Date(Date.now() - 60_000);
      const write = async (text: string) => {
        await writeFile(file, text);
        await utimes(file, past, past);
      };
      await mkdir(join(folder, 'data'));
      await write('one');
      const cache = await HashCache.open(join(folder, 'files.json'));
      const one = await cache.hash(join(folder, 'data'));
      expect(await cache.hash(file)).toBe(sha256Of('one'));
      await cache.save();
      const remembered = await readFile(join(folder, 'files.json'), 'utf8');
      await writeFile(
        join(folder, 'files.json'),
        remembered.replace(sha256Of('one'), 'told by the cache'),
      );
      const again = await HashCache.open(join(folder, 'files.json'));
      expect(await again.hash(file)).toBe('told by the cache');
      // Of the same size, and with its modification time set back.
      await write('two');
      expect(await again.hash(file)).toBe(sha256Of('two'));
      await write('three');
      expect(await again.hash(file)).toBe(sha256Of('three'));
      await writeFile(file, 'four!');
      expect(await again.hash(file)).toBe(sha256Of('four!'));
      await writeFile(file, 'five!');
      expect(await again.hash(file)).toBe(sha256Of('five!'));
      expect(await again.hash(join(folder, 'data'))).not.toBe(one);
    } finally {
      await rm(folder, {recursive: true});
    }
  });
});

describe('did you mean', () => {
  test('counts edits, a swap of neighbours as one', () => {
    expect(editDistance('kitten', 'sitting')).toBe(3);
    expect(editDistance('scael', 'scale')).toBe(1);
    expect(editDistance('', 'abc')).toBe(3);
  });

  test('offers only what is near', () => {
    expect(closest('heldOutShar', ['heldOutShare', 'testSets'])).toBe('heldOutShare');
    expect(closest('import-gene-sets', ['complete-gene-sets'])).toBeUndefined();
  });
});

describe('words', () => {
  test('durations, sizes and pace read well', () => {
    expect([0.42, 41.3, 200, 7500].map(showSeconds)).toEqual([
      '0.4 s',
      '41 s',
      '3 min 20 s',
      '2 h 5 min',
    ]);
    expect([512, 3_400_000].map(showBytes)).toEqual(['512 B', '3.4 MB']);
    const output = (counts: Record<string, number>) => ({
      ...{file: 'x', format: 'toy@1', sha256: '', bytes: 0},
      counts,
    });
    const summary = output({rows: 9});
    expect(showCounts({outputs: {a: output({sets: 1200, genes: 7}), summary}})).toBe(
      '1,200 sets, 7 genes, 9 rows',
    );
    expect(
      showCounts({outputs: {training: output({sets: 90}), test: output({sets: 10}), summary}}),
    ).toBe('training 90 sets, test 10 sets');
    const shards = {vocabulary: output({genes: 50}), a: output({sets: 9}), b: output({sets: 1})};
    expect(showCounts({outputs: shards})).toBe('a 9 sets, b 1 sets');
    expect(showCounts({outputs: {}})).toBe('');
    const progress = {done: 30, total: 100, unit: 'sets'};
    expect(showPace(progress, 2, 10)).toBe('10 sets/s, 7.0 s left');
    expect(showPace(progress, 0.5, 10)).toBe('');
  });
});

describe('stage()', () => {
  const toy = {name: 'toy', version: 1, extension: '.json'} as Format<number>;
  const parts = {summary: 'Toy.', inputs: {a: toy}, outputs: {b: toy}, run: async () => undefined};

  test('names a stage after its file and starts nothing when imported', () => {
    const declared = stage('file:///somewhere/stages/count-genes.ts', {
      ...parts,
      params: z.strictObject({seed: z.int().default(1)}),
    });
    expect([declared.name, declared.file]).toEqual([
      'count-genes',
      '/somewhere/stages/count-genes.ts',
    ]);
  });

  test('refuses names that would mean two things', () => {
    const url = 'file:///stages/x.ts';
    expect(() => stage(url, {...parts, params: z.strictObject({a: z.int()})})).toThrow(
      'Stage x: "a" is both an input and a parameter; rename one of them.',
    );
    const params = z.strictObject({});
    expect(() => stage(url, {...parts, outputs: {log: toy}, params})).toThrow(
      'an output may not be named "log"',
    );
    expect(() => stage(url, {...parts, outputs: {'b-c': toy}, params})).toThrow('camelCase');
    expect(() => stage(url, {...parts, params: z.string()})).toThrow('z.strictObject');
  });
});

describe('the layout of a graph', () => {
  const cells: Cell[] = ['a', 'b', 'c', 'd', 'e'].map(id => ({id, width: 100, height: 34}));
  const links: Link[] = ['ab', 'ac', 'ad', 'bd', 'cd', 'de', 'ae'].map(([from, to]) => ({
    from,
    to,
    label: {width: 60, height: 15},
  }));

  test('runs downward and overlaps nothing', () => {
    const {centers, routes, width, height} = layoutGraph(cells, links);
    for (const {from, to} of links) {
      expect(centers.get(to)?.y).toBeGreaterThan((centers.get(from)?.y ?? 0) + 34);
    }
    const boxes = [
      ...cells.map(({id, ...size}) => ({...size, ...(centers.get(id) ?? {x: 0, y: 0})})),
      ...links.map(({label}, index) => ({...label, ...routes[index][0]})),
    ];
    for (const [i, a] of boxes.entries()) {
      expect(a.x - a.width / 2).toBeGreaterThanOrEqual(0);
      expect(a.x + a.width / 2).toBeLessThanOrEqual(width);
      expect(a.y + a.height / 2).toBeLessThanOrEqual(height);
      for (const b of boxes.slice(i + 1)) {
        const apartX = Math.abs(a.x - b.x) - (a.width + b.width) / 2;
        const apartY = Math.abs(a.y - b.y) - (a.height + b.height) / 2;
        expect(Math.max(apartX, apartY)).toBeGreaterThan(0);
      }
    }
  });

  test('places a chain on one straight line', () => {
    const chain = links.filter(({from, to}) => ['ab', 'bd', 'de'].includes(from + to));
    const {centers} = layoutGraph(
      cells.filter(({id}) => id !== 'c'),
      chain,
    );
    const xs = [...centers.values()].map(point => point.x);
    expect(Math.max(...xs) - Math.min(...xs)).toBeLessThan(0.01);
  });
});
