import {beforeAll, describe, expect, test} from '@jest/globals';
import {GeneSetBuilder} from '../../shared/genes/sets/gene-set-builder.ts';
import {type GeneSetTable, genesOf} from '../../shared/genes/sets/gene-set-table.ts';
import {createRandom} from '../../shared/stats/random.ts';
import reportLeakage from '../../stages/report-leakage.ts';
import {findLoads, readElements} from '../report/check-html.ts';
import {openInBrowser} from '../report/open-in-browser.ts';
import {runStage, type StageRun} from './run-stage.ts';

const INJECTED = '<script>alert(1)</script> & co';

/** Sets of overlapping families; the first table knows genes that the second does not, and the other way round. */
function randomTables(): [GeneSetTable, GeneSetTable] {
  const random = createRandom(3);
  const builders = [new GeneSetBuilder(), new GeneSetBuilder()];
  for (let id = 0; id < 400; id++) {
    const base = Array.from({length: 6 + random.int(20)}, () => `G${random.int(200)}`);
    builders.forEach((builder, side) => {
      if (side === 1 && id % 5 !== 0) return;
      const genes = base.filter(() => random.next() < 0.7);
      genes.push(`${side}-${random.int(30)}`);
      builder.add(1000 * side + id, `L${id % 3} ${INJECTED}`, `s${id}`, '', [...new Set(genes)]);
    });
  }
  builders[1].add(5000, 'L', 'alone', '', ['X1', 'X2']);
  builders[0].add(6000, 'L', 'twice', '', ['Y1', 'Y2', 'Y3']);
  builders[0].add(6001, 'L', 'twice again', '', ['Y3', 'Y2', 'Y1']);
  builders[1].add(6002, 'L', 'the same', '', ['Y2', 'Y1', 'Y3']);
  return [builders[0].build(), builders[1].build()];
}

const [training, held] = randomTables();
const symbolsOf = (table: GeneSetTable, row: number) =>
  new Set(Array.from(genesOf(table, row), gene => table.symbols[gene]));

describe('report-leakage', () => {
  let run: StageRun;
  let page: string;
  beforeAll(async () => {
    run = await runStage(reportLeakage, {inputs: {training, test: held}, params: {pairs: 5}});
    page = await run.read('page');
  });

  test('finds the training set of highest Jaccard similarity, as comparing all pairs does', async () => {
    const rows = await run.read('twins');
    expect(rows).toHaveLength(82);
    const known = Array.from(training.setIds, (_, row) => symbolsOf(training, row));
    for (const [row, twin] of rows.entries()) {
      const own = symbolsOf(held, row);
      const all = known.map((other, place) => {
        const overlap = [...own].filter(symbol => other.has(symbol)).length;
        return {place, overlap, jaccard: overlap / (own.size + other.size - overlap)};
      });
      const best = all.reduce((a, b) => (b.jaccard > a.jaccard ? b : a));
      expect(twin).toMatchObject({setId: held.setIds[row], name: held.names[row], size: own.size});
      expect(twin.jaccard).toBe(best.jaccard);
      expect(twin.overlap).toBe(best.overlap);
      if (best.overlap === 0) continue;
      expect(twin.twinSetId).toBe(training.setIds[best.place]);
      expect(twin.twinName).toBe(training.names[best.place]);
      expect(twin.twinSize).toBe(known[best.place].size);
      expect(twin.containment).toBe(best.overlap / Math.min(own.size, known[best.place].size));
    }
  });

  test('has no twin where nothing is shared, and the first of equal ones', async () => {
    const [alone, same] = (await run.read('twins')).slice(-2);
    expect(alone).toMatchObject({name: 'alone', twinSetId: null, twinName: null, jaccard: 0});
    expect(same).toMatchObject({twinSetId: 6000, jaccard: 1, containment: 1});
  });

  test('summarizes in ten bins that hold every test set once', async () => {
    const {counts, notes} = await run.read('summary');
    const values: number[] = (await run.read('twins')).map((row: {jaccard: number}) => row.jaccard);
    expect(counts['jaccard 0.3–0.4']).toBe(values.filter(v => v >= 0.3 && v < 0.4).length);
    expect(counts['jaccard 0.9–1']).toBe(values.filter(v => v >= 0.9).length);
    const bins = Object.entries(counts).filter(([name]) => name.startsWith('jaccard'));
    expect(bins).toHaveLength(10);
    expect(bins.reduce((sum, [, count]) => sum + Number(count), 0)).toBe(82);
    expect(notes).toContainEqual({
      message: 'test sets with a training set of Jaccard similarity 0.5 or above',
      count: values.filter(value => value >= 0.5).length,
    });
    expect(notes).toContainEqual({
      message: 'test sets that a training set repeats gene by gene',
      count: 1,
    });
  });

  test('writes a page that opens anywhere and escapes names', () => {
    expect(readElements(page).slice(0, 2)).toEqual(['html', 'head']);
    expect(openInBrowser(page)?.console ?? []).toEqual([]);
    expect(findLoads(page.replace(/ xmlns(:\w+)?="[^"]*"/g, ''))).toEqual([]);
    expect(page).not.toContain('<script');
    expect(page).toContain('L0 &lt;script&gt;');
    expect(page).toContain('of 82</strong> test sets have a');
    expect(page.match(/<svg/g)).toHaveLength(1);
    expect(page.match(/genes<\/small><\/td>/g)).toHaveLength(10);
  }, 60_000);

  test('refuses an empty split', async () => {
    const empty = new GeneSetBuilder().build();
    await expect(runStage(reportLeakage, {inputs: {training: empty, test: held}})).rejects.toThrow(
      'found 0 training and 82 test sets',
    );
  });
});
