// Tested sets and where a completed list leads, as sheets for files; numbers in full.
import {log10Q} from '../../shared/scores/enrichment/describe-enrichment.ts';
import type {Enriched} from '../protocol.ts';
import type {Sheet} from './export-text.ts';

/** A row for each set; the folded ones stand below the one that represents them. */
export function setsSheet({groups}: Enriched): Sheet {
  return {
    header: [
      ...['group', 'rank', 'set', 'library', 'shared', 'size', 'fold', 'p', 'q', 'log10 q'],
      ...['p by popularity', 'shared genes'],
    ],
    rows: groups.flatMap((group, i) =>
      group.map(set => [
        ...[i + 1, set.rank, set.name, set.library, set.shared.length, set.size, set.fold],
        ...[set.pValue, set.qValue, log10Q(set), set.popularityPValue, set.shared.join(' ')],
      ]),
    ),
  };
}

/** What the answer was asked against, as lines of a caption. */
export function setsCaption({
  libraries,
  sets,
  setsOutside,
  background,
  fold,
  tested,
  significant,
}: Enriched): string[] {
  return [
    `${sets} sets of ${libraries.join(', ')}; ${tested} hold a gene of the list, ${significant} with q ≤ 0.05`,
    ...(setsOutside > 0
      ? [`${setsOutside} more sets hold no gene of the background and are left out`]
      : []),
    `background of ${background.genes} genes${background.name === null ? '' : `: ${background.name}`}; alike sets ${fold ? 'folded' : 'not folded'}`,
  ];
}

/** A row for each set that the completed list leads to; no p-values, as it is no test. */
export function completedSheet({completed}: Enriched): Sheet {
  return {
    header: [
      ...['group', 'rank', 'set', 'library', 'given', 'added', 'size', 'fold', 'tested rank'],
      ...['given genes', 'added genes'],
    ],
    rows: completed.flatMap((group, i) =>
      group.map(({rank, name, library, given, added, size, fold, testedRank}) => [
        ...[i + 1, rank, name, library, given.length, added.length, size, fold],
        ...[testedRank ?? undefined, given.join(' '), added.join(' ')],
      ]),
    ),
  };
}

/** So few genes that a test against them says little. */
const [LEAST_BACKGROUND, LEAST_TIMES_LIST] = [100, 2];

export function isSmallBackground({background, drawn}: Enriched): boolean {
  return background.genes < LEAST_BACKGROUND || background.genes < LEAST_TIMES_LIST * drawn;
}
