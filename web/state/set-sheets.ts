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
  background,
  fold,
  tested,
  significant,
}: Enriched): string[] {
  return [
    `${sets} sets of ${libraries.join(', ')}; ${tested} hold a given gene, ${significant} with q ≤ .05`,
    `background of ${background.genes} genes${background.name === null ? '' : `: ${background.name}`}; alike sets ${fold ? 'folded' : 'not folded'}`,
  ];
}
