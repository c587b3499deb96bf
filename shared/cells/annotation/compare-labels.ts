// How the types that a file gives its cells already go with the types that the annotator finds.
import {countValues, groupBy} from '../../stats/group-by.ts';

/** The labels of a file beside the likeliest types. */
export interface LabelComparison {
  /** Cells whose label is a type of the model, and how many of them have it as their likeliest type. */
  cells: number;
  right: number;
  /** Different labels in the file. */
  names: number;
  /** The labels that are no type of the model, those of most cells first. */
  foreign: string[];
  /** Cells of each label by likeliest type, labels and types of most cells first. */
  pairs: {label: string; likeliest: string; cells: number}[];
}

/** Names shown of a list in a sentence. */
const SHOWN = 5;

export function compareLabels(
  rows: readonly {label: string | null; likeliest: string}[],
  types: readonly string[],
): LabelComparison {
  const labelled = rows.flatMap(({label, likeliest}) => (label === null ? [] : {label, likeliest}));
  const labels = Array.from(
    groupBy(labelled, ({label}) => label),
    ([label, own]) => [label, countValues(own.map(({likeliest}) => likeliest))] as const,
  );
  const sum = (counts: Map<string, number>) => [...counts.values()].reduce((a, b) => a + b);
  const sorted = labels.sort(([, a], [, b]) => sum(b) - sum(a));
  const isType = new Set(types);
  const known = sorted.filter(([label]) => isType.has(label));
  return {
    cells: known.reduce((total, [, counts]) => total + sum(counts), 0),
    right: known.reduce((total, [label, counts]) => total + (counts.get(label) ?? 0), 0),
    names: sorted.length,
    foreign: sorted.map(([label]) => label).filter(label => !isType.has(label)),
    pairs: sorted.flatMap(([label, counts]) =>
      [...counts]
        .sort(([, a], [, b]) => b - a)
        .map(([likeliest, cells]) => ({label, likeliest, cells})),
    ),
  };
}

/** What to say of labels that the model does not know; undefined where there are none. `column`: what holds the labels. */
export function foreignLabelsText(
  {names, foreign}: Pick<LabelComparison, 'names' | 'foreign'>,
  types: readonly string[],
  column: string,
): string | undefined {
  if (foreign.length === 0) return undefined;
  const all = `${names} ${names === 1 ? 'name' : 'names'} in ${column}`;
  if (foreign.length === names) {
    return `None of the ${all} (${listText(foreign)}) is a type of the model (${listText(types)}), so no cell can be counted as right. The page has a table of labels by likeliest types.`;
  }
  return `${foreign.length} of the ${all} (${listText(foreign)}) ${foreign.length === 1 ? 'is no type' : 'are no types'} of the model, so their cells are not counted as right or wrong.`;
}

function listText(names: readonly string[]): string {
  return [...names.slice(0, SHOWN), ...(names.length > SHOWN ? ['…'] : [])].join(', ');
}
