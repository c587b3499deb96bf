// Sentences of cells beside those of the package cell2sentence: the same genes in the same order, ties aside.
import {existsSync} from 'node:fs';
import {writeFile} from 'node:fs/promises';
import {resolve} from 'node:path';
import {afterAll, describe, expect, test} from '@jest/globals';
import type {CellMatrix, GeneLists} from '../../shared/cells/cell-matrix.ts';
import importCells from '../../stages/cells/import-cells.ts';
import writeCellSentences from '../../stages/cells/write-cell-sentences.ts';
import {entriesOf, gather} from '../cells/matrices.ts';
import {scratchFolder} from '../formats/scratch-folder.ts';
import {runStage} from '../stages/run-stage.ts';
import {startPeer} from './start-peer.ts';

const PBMC = resolve(import.meta.dirname, '../../../shared/data/cells/pbmc3k.h5ad');
const pathOf = scratchFolder();
const {ask, stop} = startPeer('ask-cell2sentence.py');
afterAll(stop);

interface Theirs {
  genes: string[];
  sentences: string[][];
}

/** Our sentences of a file whose genes are all approved, and the counts behind them. */
async function writeSentences(source: string, genes: readonly string[]) {
  const head = 'symbol\tlocus_group\talias_symbol\tprev_symbol\tentrez_id\tensembl_gene_id';
  await writeFile(
    pathOf('genes.tsv'),
    `${[head, ...genes.map(gene => `${gene}\tother\t\t\t\t`)].join('\n')}\n`,
  );
  const run = await runStage(importCells, {
    inputs: {source: [source], labels: undefined, symbolTable: pathOf('genes.tsv')},
    params: {labelColumn: null, minGenes: 0, minCells: 0, onUnmapped: 'keep'},
  });
  const matrix: CellMatrix = await run.read('matrix');
  const written = await runStage(writeCellSentences, {inputs: {matrix}});
  const lists: {symbols: string[]; batches(): AsyncIterable<GeneLists>} =
    await written.read('sentences');
  const sentences = (await gather(lists.batches())).flatMap(({offsets, genes: found}) =>
    Array.from(offsets.subarray(1), (end, row) =>
      Array.from(found.subarray(offsets[row], end), gene => lists.symbols[gene]),
    ),
  );
  const counts = (await gather(matrix.batches()))
    .flatMap(entriesOf)
    .map(entries => new Map(entries.map(([gene, value]) => [matrix.symbols[gene], value])));
  return {sentences, counts};
}

describe('sentences', () => {
  test.each([
    ['drawn cells', null],
    ['pbmc3k', PBMC],
  ])('of 200 cells are those of cell2sentence: %s', async (name, source) => {
    if (source !== null && !existsSync(source)) {
      console.log(`SKIPPED: ${name} is not here`);
      return;
    }
    const target = pathOf('cells.h5ad');
    const theirs = await ask<Theirs>({ask: 'sentences', source, target});
    const {sentences, counts} = await writeSentences(target, theirs.genes);
    expect(sentences.length).toBe(200);
    const upper = new Map(theirs.genes.map(gene => [gene.toUpperCase(), gene]));
    const other = theirs.sentences.filter((words, cell) => {
      const known = words.map(word => upper.get(word) ?? word);
      const levels = (list: readonly string[]) => list.map(gene => counts[cell].get(gene));
      const isSame = (a: readonly unknown[], b: readonly unknown[]) =>
        JSON.stringify(a) === JSON.stringify(b);
      return !(
        isSame([...known].sort(), [...sentences[cell]].sort()) &&
        isSame(levels(known), levels(sentences[cell]))
      );
    });
    expect(other).toHaveLength(0);
  });
});
