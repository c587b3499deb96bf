// How names of genes were read, in words.
import type {LeftOutGene, ReadGene} from '../../run/geneglot.mjs';

const HOW: Record<ReadGene['how'], string> = {
  approved: '',
  'as given': '',
  previous: 'former symbol',
  date: 'spreadsheet date or renamed family',
  alias: 'alias',
  ensembl: 'Ensembl id',
  entrez: 'NCBI Gene id',
  case: 'upper and lower case',
};
/** Genes named in one line; the rest is counted. */
const MOST_NAMED = 12;

/** One line on the genes that were read as others: `P53 is TP53 (alias)`. */
export function describeReadings(genes: readonly ReadGene[]): string[] {
  const changed = genes.filter(({given, symbol}) => given !== symbol);
  if (changed.length === 0) return [];
  return [
    list(
      changed.map(({given, symbol, how}) => `${given} is ${symbol}${HOW[how] && ` (${HOW[how]})`}`),
    ),
  ];
}

/** A line for each reason to leave genes out. */
export function describeLeftOut(genes: readonly LeftOutGene[]): string[] {
  const of = (reason: LeftOutGene['reason']) => genes.filter(gene => gene.reason === reason);
  const lines = [
    ['unknown', of('unknown').map(({given}) => given)],
    [
      'ambiguous',
      of('ambiguous').map(({given, candidates}) => `${given} (${candidates.join(' or ')})`),
    ],
    [
      'not in the vocabulary',
      of('not in the vocabulary').map(({given, candidates: [symbol]}) =>
        symbol === given ? given : `${given} (${symbol})`,
      ),
    ],
  ] as const;
  return lines
    .filter(([, names]) => names.length > 0)
    .map(([reason, names]) => `${reason}: ${list(names)}`);
}

function list(names: readonly string[]): string {
  const left = names.length - MOST_NAMED;
  const shown = names.slice(0, MOST_NAMED).join(', ');
  return left > 0 ? `${shown} and ${left} more` : shown;
}
