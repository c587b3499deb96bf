// Brings the genes of all sets to approved symbols; docs/gene-symbols.md has the order of the steps.
import {z} from 'zod';
import {geneSetTable} from '../shared/formats/gene-set-table.ts';
import {geneTable} from '../shared/formats/gene-table.ts';
import {stageSummary} from '../shared/formats/stage-summary.ts';
import {symbolMapping, unresolvedSymbols} from '../shared/formats/symbol-mapping.ts';
import {readSymbolTable} from '../shared/formats/symbol-table.ts';
import {keepFirstGenesOfTable} from '../shared/genes/sets/first-genes.ts';
import {countSetsPerGene, countUsedSymbols} from '../shared/genes/sets/gene-set-builder.ts';
import {type GeneSetTable, setCount} from '../shared/genes/sets/gene-set-table.ts';
import {describeMouse} from '../shared/genes/symbols/describe-mouse.ts';
import {type Harmonized, harmonize, resolveAll} from '../shared/genes/symbols/harmonize-sets.ts';
import {type Resolution, SymbolResolver} from '../shared/genes/symbols/resolve-symbol.ts';
import {sourceFile, stage} from '../shared/pipeline/stage.ts';

/** Unresolved symbols that an error names. */
const EXAMPLES = 5;

export default stage(import.meta.url, {
  summary: 'Bring all genes to approved symbols; drop what stays unknown or ambiguous.',
  inputs: {
    geneSets: geneSetTable,
    symbolTable: sourceFile(
      "approved genes in the columns of HGNC's complete set, plain or gzip-compressed",
      ['.tsv', '.txt', '.tsv.gz', '.txt.gz'],
    ),
  },
  outputs: {
    geneSets: geneSetTable,
    mapping: symbolMapping,
    unresolved: unresolvedSymbols,
    genes: geneTable,
    summary: stageSummary,
  },
  params: z.strictObject({
    onAmbiguous: z
      .enum(['drop', 'keep'])
      .default('drop')
      .describe(
        'a symbol that may mean several genes: drop it from its sets, or keep it as it is (it counts as unmapped)',
      ),
    onUnknown: z
      .enum(['drop', 'keep'])
      .default('drop')
      .describe('a symbol that means no gene: drop it from its sets, or keep it as it is'),
    minMappedShare: z
      .number()
      .min(0)
      .max(1)
      .default(0.9)
      .describe(
        'keep a set when at least this share of its distinct raw symbols resolves (0.9 keeps a set with exactly 90 %)',
      ),
  }),
  async run({inputs, outputs, params, log}) {
    const genes = await readSymbolTable(inputs.symbolTable.path);
    const approved = new Set(genes.map(({symbol}) => symbol));
    const {table, libraries} = keepFirstGenesOfTable(await inputs.geneSets.read(), text =>
      approved.has(text),
    );
    for (const library of libraries) {
      log.warn(
        `${library}: most descriptions are gene symbols, so the file has none; they are read as the first genes of their sets`,
      );
    }
    const resolutions = resolveAll(table, new SymbolResolver(genes));
    for (const line of describeMouse(table.symbols)) log.warn(line);
    const harmonized = harmonize(table, resolutions, params);
    const geneSets = countSetsPerGene(table);
    const unresolved = toUnresolved(table, resolutions, geneSets);
    if (setCount(harmonized.geneSets) === 0) {
      const examples = unresolved.slice(0, EXAMPLES).map(({rawSymbol}) => rawSymbol);
      throw new Error(
        `no set has ${params.minMappedShare > 0 ? `${100 * params.minMappedShare} %` : 'any'} of its symbols in ${inputs.symbolTable.path}: found ${unresolved.length} symbols of no known gene, such as ${examples.join(', ')}; expected human gene symbols, Ensembl or Entrez gene ids. Check the sets' species, or lower minMappedShare.`,
      );
    }
    await outputs.geneSets.write(harmonized.geneSets);
    await outputs.mapping.write(toMapping(table, resolutions, geneSets));
    await outputs.unresolved.write(unresolved);
    await outputs.genes.write(genes);
    const summary = summarize(table, resolutions, harmonized, params.minMappedShare);
    if (libraries.length > 0) {
      summary.notes.push({
        message: 'libraries without descriptions, first genes kept',
        count: libraries.length,
      });
    }
    for (const {message, count} of summary.notes) log.info(`${count} ${message}`);
    await outputs.summary.write(summary);
  },
});

function toMapping(table: GeneSetTable, resolutions: Resolution[], geneSets: Int32Array) {
  return table.symbols.map((rawSymbol, i) => {
    const {symbol, how} = resolutions[i];
    // A set holds a raw symbol once, so its sets are its memberships.
    return {rawSymbol, symbol, how, geneSets: geneSets[i], occurrences: geneSets[i]};
  });
}

function toUnresolved(table: GeneSetTable, resolutions: Resolution[], geneSets: Int32Array) {
  const rows = resolutions.flatMap((resolution, i) =>
    resolution.symbol === null
      ? {
          rawSymbol: table.symbols[i],
          reason: resolution.how,
          candidates: resolution.how === 'ambiguous' ? resolution.candidates : [],
          occurrences: geneSets[i],
        }
      : [],
  );
  return rows.sort((a, b) => b.occurrences - a.occurrences || (a.rawSymbol < b.rawSymbol ? -1 : 1));
}

/** What each outcome is called in notes and log, in the order of the steps. */
const OUTCOMES: Record<Resolution['how'], string> = {
  approved: 'raw symbols are approved as they are',
  previous: 'raw symbols are former symbols',
  date: 'raw symbols are spreadsheet dates or families renamed for them',
  alias: 'raw symbols are aliases',
  ensembl: 'raw symbols are Ensembl gene ids',
  entrez: 'raw symbols are NCBI Gene ids',
  case: 'raw symbols differ in upper and lower case only',
  ambiguous: 'raw symbols are ambiguous',
  unknown: 'raw symbols are unknown',
};

function summarize(
  table: GeneSetTable,
  resolutions: Resolution[],
  {geneSets, droppedSets, mergedMemberships, unresolvedMemberships}: Harmonized,
  minMappedShare: number,
) {
  const found = Object.entries(OUTCOMES).map(([how, message]) => ({
    message,
    count: resolutions.filter(resolution => resolution.how === how).length,
  }));
  const dropped = [
    {message: `sets dropped, mapped share below ${minMappedShare}`, count: droppedSets},
    {message: 'memberships of kept sets unresolved', count: unresolvedMemberships},
    {message: 'memberships merged, their set had the gene already', count: mergedMemberships},
  ];
  const counts = {
    setsIn: setCount(table),
    setsOut: setCount(geneSets),
    membershipsIn: table.genes.length,
    membershipsOut: geneSets.genes.length,
    rawSymbols: table.symbols.length,
    symbols: countUsedSymbols(geneSets),
  };
  return {
    counts,
    notes: [...found, ...dropped].filter(({count}) => count > 0),
  };
}
