// Chooses the matrix of a source that holds what is asked for: counts, else log-normalized values.

import type {ValueKind} from '../cell-matrix.ts';
import type {CellLayer, CellSource} from './cell-source.ts';
import {type Judgement, judgeValues} from './judge-values.ts';

export type WantedValues = ValueKind | 'auto';

export interface ChosenLayer {
  layer: CellLayer;
  valueKind: ValueKind;
}

/** What each judgement is called in messages. */
const WORDS: Record<Judgement, string> = {
  counts: 'counts',
  'log-normalized': 'fractions up to 20 (log-normalized?)',
  presence: 'only whether a gene is there (true and false, or nothing but 1), no counts',
  'too high': 'whole numbers beyond 16,777,215 (no counts of molecules?)',
  corrected:
    'whole numbers and fractions (counts corrected for ambient RNA, or estimated counts? Round them, in R with roundToInt = TRUE in SoupX, in Python with numpy.rint)',
  negative: 'negative values (scaled?)',
  'not finite': 'values that are no numbers',
  fractions: 'fractions beyond 20 (normalized, without a logarithm?)',
  empty: 'nothing but zeros',
};

/** What people call a layer that holds all that a kind of values asks for, in lower case. */
const WHOLE_NAMES: Record<ValueKind, readonly string[]> = {
  counts: [
    ...['counts', 'count', 'matrix', 'raw', 'raw_counts', 'rawcounts', 'raw_count', 'counts_raw'],
    ...['umi', 'umis', 'umi_counts'],
  ],
  'log-normalized': [
    ...['logcounts', 'log1p', 'lognorm', 'log_norm', 'log_normalized', 'lognormalized', 'data'],
    ...['normalized', 'log1p_norm'],
  ],
};
/** What velocyto, STARsolo, kallisto and dynamo call the parts of a count; their sum is the whole. */
const PART_NAMES = [
  ...['spliced', 'unspliced', 'ambiguous', 'spanning', 'mature', 'nascent', 'new', 'old'],
];

/**
 * The layer named, or with `auto` the one that holds counts: X, else raw, else the one layer that is whole by its name or
 * stands alone; else a log-normalized one in this order, if `wanted` allows it. Several that could be it are refused.
 */
export async function chooseLayer(
  source: CellSource,
  name: string,
  wanted: WantedValues,
): Promise<ChosenLayer> {
  requireCells(source);
  const names = name === 'auto' ? source.layers : [checkName(source, name)];
  const judged: {layer: CellLayer; judgement: Judgement}[] = [];
  for (const each of names) {
    const layer = await source.layer(each);
    judged.push({layer, judgement: await judge(layer)});
  }
  const kinds: ValueKind[] = wanted === 'auto' ? ['counts', 'log-normalized'] : [wanted];
  for (const valueKind of kinds) {
    const fitting = judged.filter(({judgement}) => judgement === valueKind);
    if (fitting.length === 0) continue;
    const layers = fitting.map(({layer}) => layer);
    return {
      layer: name === 'auto' ? pickWhole(source.path, layers, valueKind) : layers[0],
      valueKind,
    };
  }
  const found = judged.map(({layer, judgement}) => `${layer.name} has ${WORDS[judgement]}`);
  throw new Error(
    `${source.path}: found no ${kinds.join(' or ')} values (${found.join('; ') || 'it has no matrix: no X, raw or layers'}); expected ${describeWanted(wanted)}. ${remedy(source, name, wanted, judged)}`,
  );
}

async function judge(layer: CellLayer): Promise<Judgement> {
  const judgement = judgeValues(await layer.sample());
  return layer.isPresence && judgement !== 'empty' ? 'presence' : judgement;
}

/** The one layer of these that holds everything; X and raw go first. */
function pickWhole(path: string, layers: readonly CellLayer[], valueKind: ValueKind): CellLayer {
  const bareName = ({name}: CellLayer) => name.replace(/^layers\//, '').toLowerCase();
  const [first] = layers;
  if (!first.name.startsWith('layers/')) return first;
  const named = layers.filter(layer => WHOLE_NAMES[valueKind].includes(bareName(layer)));
  if (named.length === 1) return named[0];
  if (layers.length === 1 && !PART_NAMES.includes(bareName(first))) return first;
  const names = (named.length > 1 ? named : layers).map(({name}) => name);
  throw new Error(
    `${path}: found ${valueKind} values in ${names.join(', ')}, and neither X nor raw has them; expected one matrix with all of a gene's expression (velocyto's spliced, unspliced and ambiguous are parts of it). Choose one with --set import-cells.layer=${names[0]}, or write their sum into a layer named counts.`,
  );
}

function requireCells({path, cellIds}: CellSource): void {
  if (cellIds.length > 0) return;
  throw new Error(
    `${path}: found no cells; expected at least one. A filter before may have left none: look at the step that wrote the file.`,
  );
}

function checkName(source: CellSource, name: string): string {
  if (source.layers.includes(name)) return name;
  throw new Error(
    `${source.path}: found no layer '${name}'; it has ${source.layers.join(', ') || 'none'}. Name one of them with --set import-cells.layer=NAME, or leave it at auto.`,
  );
}

function describeWanted(wanted: WantedValues): string {
  if (wanted === 'log-normalized') return 'log(1 + x) of normalized expression, not negative';
  return 'whole numbers, not negative';
}

function remedy(
  source: CellSource,
  name: string,
  wanted: WantedValues,
  judged: readonly {judgement: Judgement}[],
): string {
  const others = source.layers.filter(layer => layer !== name);
  if (wanted === 'counts' && judged.some(({judgement}) => judgement === 'log-normalized')) {
    return 'Give a file with raw counts, or let log-normalized values through with --set import-cells.values=log-normalized.';
  }
  if (name !== 'auto' && others.length > 0) {
    return `Choose another layer (${others.join(', ')}), or leave it at auto.`;
  }
  const isNegative = judged.some(({judgement}) => judgement === 'negative');
  const cut =
    ' Where values lie a little below 0, cut values at 0 first (log-normalized values are allowed, or asked for with --set import-cells.values=log-normalized).';
  return `Give a file that has raw counts in X, raw or a layer.${isNegative ? cut : ''}`;
}
