// Leaves genes with enough sets to be learned from, and sets of a size that can be completed.
import {z} from 'zod';
import {geneSetTable} from '../shared/formats/gene-set-table.ts';
import {stageSummary} from '../shared/formats/stage-summary.ts';
import {countUsedSymbols} from '../shared/genes/sets/gene-set-builder.ts';
import {setCount} from '../shared/genes/sets/gene-set-table.ts';
import {filterRareGenes} from '../shared/genes/sets/rare-genes.ts';
import {stage} from '../shared/pipeline/stage.ts';

const size = z.number().int().positive();

export default stage(import.meta.url, {
  summary: 'Drop genes of too few sets, then sets too small, too large or repeated.',
  inputs: {geneSets: geneSetTable},
  outputs: {geneSets: geneSetTable, summary: stageSummary},
  params: z
    .strictObject({
      minGeneSets: size
        .default(5)
        .describe(
          'keep a gene that at least this many sets hold (counted once, after repeated sets are dropped)',
        ),
      minSize: size
        .default(5)
        .describe('keep a set with at least this many genes, rare ones not counted'),
      maxSize: size
        .default(500)
        .describe('keep a set with at most this many genes, rare ones not counted'),
      dropDuplicates: z
        .boolean()
        .default(true)
        .describe('of sets with the same genes, whatever their library and name, keep the first'),
    })
    .refine(({minSize, maxSize}) => minSize <= maxSize, {
      message: 'minSize is above maxSize; expected minSize ≤ maxSize',
    }),
  async run({inputs, outputs, params, log}) {
    const table = await inputs.geneSets.read();
    const filtered = filterRareGenes(table, params);
    const {geneSets} = filtered;
    if (setCount(geneSets) === 0) {
      throw new Error(
        `none of ${setCount(table)} sets is left: ${filtered.rareGenes} genes are in fewer than ${params.minGeneSets} sets, ${filtered.smallSets} sets below ${params.minSize} and ${filtered.largeSets} above ${params.maxSize} genes. Lower minGeneSets or minSize, raise maxSize, or import more sets.`,
      );
    }
    await outputs.geneSets.write(geneSets);
    const notes = [
      {message: 'sets dropped, same genes as an earlier set', count: filtered.duplicateSets},
      {
        message: `genes dropped, in fewer than ${params.minGeneSets} sets`,
        count: filtered.rareGenes,
      },
      {message: 'memberships of those genes dropped', count: filtered.rareMemberships},
      {message: `sets dropped, fewer than ${params.minSize} genes left`, count: filtered.smallSets},
      {message: `sets dropped, more than ${params.maxSize} genes left`, count: filtered.largeSets},
    ].filter(({count}) => count > 0);
    for (const {message, count} of notes) log.info(`${count} ${message}`);
    const counts = {
      setsIn: setCount(table),
      setsOut: setCount(geneSets),
      membershipsIn: table.genes.length,
      membershipsOut: geneSets.genes.length,
      genesIn: countUsedSymbols(table),
      genesOut: countUsedSymbols(geneSets),
    };
    log.info(
      `${counts.setsOut} of ${counts.setsIn} sets, ${counts.genesOut} of ${counts.genesIn} genes left`,
    );
    await outputs.summary.write({counts, notes});
  },
});
