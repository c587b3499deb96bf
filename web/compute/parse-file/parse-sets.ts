// The sets of a dropped GMT file; a line that is no set is left out and named.
import type {GeneModel} from '../../../run/geneglot.mjs';
import {isApproved} from '../../../shared/answers/is-approved.ts';
import type {Step} from '../../../shared/answers/step.ts';
import {keepFirstGenes} from '../../../shared/genes/sets/first-genes.ts';
import {listOddities} from '../../../shared/genes/sets/gmt-oddities.ts';
import {SetFileReader} from '../../../shared/genes/sets/set-file-reader.ts';
import {describeMouse} from '../../../shared/genes/symbols/describe-mouse.ts';
import {SymbolInterner} from '../../../shared/genes/symbols/symbol-interner.ts';
import type {ParsedSets} from '../../protocol.ts';

/** Bytes read in a step. */
const PIECE = 1 << 16;
/** Broken lines that are named; the rest is counted. */
const MOST_NAMED = 3;

export async function parseSets(
  name: string,
  text: string,
  notes: string[],
  {model, step}: {model: GeneModel; step: Step},
): Promise<ParsedSets> {
  const found: {name: string; description: string; genes: Int32Array}[] = [];
  const broken: string[] = [];
  const interner = new SymbolInterner();
  const reader = new SetFileReader(
    name,
    interner,
    set => found.push({...set, genes: set.genes.slice()}),
    ({message}) => broken.push(message),
  );
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.length; at += PIECE) {
    await step(at, bytes.length);
    reader.push(bytes.subarray(at, at + PIECE));
  }
  reader.end();
  for (const {message, count} of listOddities(reader.oddities)) {
    notes.push(`${name}: ${count} ${message}`);
  }
  notes.push(...broken.slice(0, MOST_NAMED).map(line => `${line} The line is left out.`));
  const more = broken.length - MOST_NAMED;
  if (more > 0) notes.push(`${name}: ${more} more such lines are left out.`);
  const symbols = interner.symbols();
  const read = found.map(({genes, ...set}) => ({
    ...set,
    symbols: Array.from(genes, gene => symbols[gene]),
  }));
  const sets = keepFirstGenes(read, symbol => isApproved(model, symbol));
  if (sets !== read) {
    notes.push(`${name}: most descriptions are gene symbols; they are read as first genes`);
  }
  notes.push(...describeMouse(symbols).map(line => `${name}: ${line}`));
  return {
    kind: 'gmt',
    library: name.replace(/(\.gm[tx])?(\.txt)?(\.gz)?$/i, ''),
    sets: sets.map(({name, symbols}) => ({name, genes: symbols})),
  };
}

/** Whether lines look like sets: fields between tabs, three at least, and not as many in each as below a header. */
export function looksLikeSets(lines: readonly string[]): boolean {
  const [first, ...rest] = lines.map(line => line.split('\t').length);
  const long = rest.filter(count => count >= 3).length;
  const kinds = new Set(rest).size;
  return first >= 3 && long >= 0.6 * rest.length && kinds > 1 && kinds > 0.3 * rest.length;
}
