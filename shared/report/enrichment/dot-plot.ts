// Dot plot of enriched sets: x the share of the set’s genes that are in the list, size the number of these genes, colour the q-value.
import {log10Q, type TestedSet} from '../../scores/enrichment/describe-enrichment.ts';
import {cutName} from '../../text/aligned-table.ts';
import {visibleText} from '../../text/visible-text.ts';
import {type ChartSpec, FULL_WIDTH, fullWidth} from '../charts/chart-theme.ts';

/** Steps of q-values, from weak to strong; darker is stronger, also in grey. `most`: log10 of the largest q of a step. */
const STEPS: {most: number; label: string; colour: string}[] = [
  {most: Number.POSITIVE_INFINITY, label: 'q > 0.05', colour: '#8c959f'},
  {most: Math.log10(0.05), label: 'q ≤ 0.05', colour: '#f0b429'},
  {most: -3, label: 'q ≤ 0.001', colour: '#e07b39'},
  {most: -6, label: 'q ≤ 10⁻⁶', colour: '#c8385a'},
  {most: -12, label: 'q ≤ 10⁻¹²', colour: '#7f3c8d'},
];
/** Characters of a set's name on the axis. */
const NAME_WIDTH = 48;
const ROW_HEIGHT = 26;
/** Height of the legends above and of the axis below. */
const AROUND_ROWS = 120;
const AROUND_NARROW = 190;
const ZERO_WIDTH_SPACE = '\u200b';

/** Dots of a plot at most: more do not fit a page. */
export const MOST_DOTS = 40;

/** Where a column is narrower, as on a phone, names stand without their ids and are cut shorter. */
const NARROW = 640;
const NARROW_NAME = 20;
/** The axis goes on behind the farthest dot, which else would stand on the edge; a share of it. */
const [BEHIND, BEHIND_NARROW] = [1.04, 1.1];
/** An id at the end of a name. */
const ID = / \([^()]*\)$/;

/** One dot for each set, in the order given; `width` is that of the column in pixels. */
export function dotPlot(sets: readonly TestedSet[], width = FULL_WIDTH): ChartSpec {
  const isNarrow = width < NARROW;
  const labels = isNarrow
    ? labelsOf(
        sets.map(({name}) => name.replace(ID, '')),
        NARROW_NAME,
      )
    : labelsOf(
        sets.map(({name}) => name),
        NAME_WIDTH,
      );
  // Beside each other the legends would be wider than a phone.
  const legend = isNarrow ? {orient: 'bottom' as const} : {};
  const values = sets.map((set, i) => ({
    label: labels[i],
    share: set.shared.length / set.size,
    genes: set.shared.length,
    strength: strengthOf(set),
  }));
  const farthest = Math.max(...values.map(({share}) => share));
  return {
    ...fullWidth,
    width,
    // Room for fonts wider than the one that labels are measured by.
    padding: {left: isNarrow ? 24 : 50, right: isNarrow ? 10 : 5, top: 5, bottom: 5},
    height: sets.length * ROW_HEIGHT + (isNarrow ? AROUND_NARROW : AROUND_ROWS),
    data: {values},
    mark: {type: 'circle', opacity: 1, stroke: '#57606a', strokeWidth: 0.5},
    encoding: {
      y: {
        field: 'label',
        type: 'nominal',
        sort: null,
        title: null,
        axis: {labelLimit: 420, grid: true, ticks: false},
      },
      x: {
        field: 'share',
        type: 'quantitative',
        title: isNarrow
          ? 'share of the set’s genes'
          : 'share of the set’s genes that are in the list',
        scale: {domain: [0, farthest * (isNarrow ? BEHIND_NARROW : BEHIND)], nice: false},
        axis: {
          labelExpr: "format(100 * datum.value, '.3~r') + ' %'",
          tickCount: isNarrow ? 2 : 6,
        },
      },
      size: {
        field: 'genes',
        type: 'quantitative',
        title: isNarrow ? 'genes in the list' : 'genes',
        scale: {domain: [0, Math.max(1, ...values.map(({genes}) => genes))], range: [0, 420]},
        legend: {
          ...legend,
          titleOrient: isNarrow ? 'top' : 'left',
          format: 'd',
          values: sizesShown(values.map(({genes}) => genes)),
          symbolFillColor: '#afb8c1',
        },
      },
      color: {
        field: 'strength',
        type: 'nominal',
        title: null,
        scale: {domain: STEPS.map(({label}) => label), range: STEPS.map(({colour}) => colour)},
        ...(isNarrow && {legend: {direction: 'vertical', columns: 1}}),
      },
    },
  };
}

/** Names as an axis shows them; what nobody sees keeps those of equal text apart. */
function labelsOf(names: readonly string[], width: number): string[] {
  const seen = new Map<string, number>();
  return names.map(name => {
    const label = cutName(visibleText(name.replace(/\s+/g, ' ')), width);
    const before = seen.get(label) ?? 0;
    seen.set(label, before + 1);
    return label + ZERO_WIDTH_SPACE.repeat(before);
  });
}

function strengthOf(set: TestedSet): string {
  const q = log10Q(set);
  const reached = STEPS.filter(({most}) => q <= most + 1e-12);
  return reached[reached.length - 1].label;
}

/** Up to three sizes for the legend: the least, the middle and the most genes of a dot. */
function sizesShown(genes: readonly number[]): number[] {
  const sorted = [...genes].sort((a, b) => a - b);
  return [...new Set([sorted[0], sorted[sorted.length >> 1], sorted.at(-1) as number])];
}
