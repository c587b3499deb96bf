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
  negative: 'negative values (scaled?)',
  'not finite': 'values that are no numbers',
  fractions: 'fractions beyond 20 (normalized, without a logarithm?)',
  empty: 'nothing but zeros',
};

/**
 * The layer named, or with `auto` the first that holds counts (in the order of `source.layers`), else the first that
 * looks log-normalized, if `wanted` allows it.
 */
export async function chooseLayer(
  source: CellSource,
  name: string,
  wanted: WantedValues,
): Promise<ChosenLayer> {
  const names = name === 'auto' ? source.layers : [checkName(source, name)];
  const judged: {layer: CellLayer; judgement: Judgement}[] = [];
  for (const each of names) {
    const layer = await source.layer(each);
    judged.push({layer, judgement: judgeValues(await layer.sample())});
  }
  const kinds: ValueKind[] = wanted === 'auto' ? ['counts', 'log-normalized'] : [wanted];
  for (const valueKind of kinds) {
    const fitting = judged.find(({judgement}) => judgement === valueKind);
    if (fitting) return {layer: fitting.layer, valueKind};
  }
  const found = judged.map(({layer, judgement}) => `${layer.name} has ${WORDS[judgement]}`);
  throw new Error(
    `${source.path}: found no ${kinds.join(' or ')} values (${found.join('; ') || 'it has no matrix: no X, raw or layers'}); expected ${describeWanted(wanted)}. ${remedy(source, name, wanted, judged)}`,
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
    return `Choose another layer (${others.join(', ')}), or leave import-cells.layer at auto.`;
  }
  return 'Give a file that has raw counts in X, raw or a layer.';
}
