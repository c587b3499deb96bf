// Tested sets, alike ones folded below the one that represents them.

import {useState} from 'preact/hooks';
import {log10Q, type TestedSet} from '../../shared/scores/enrichment/describe-enrichment.ts';
import {foldText, log10Of, pValueText} from '../../shared/text/number-text.ts';
import {libraryText} from '../state/words/library-text.ts';
import {type Column, DataTable, firstRows} from './parts/data-table.tsx';
import {Define} from './parts/define.tsx';
import {GeneLink} from './parts/gene-link.tsx';

type Group = TestedSet[];

export function SetsTable({groups}: {groups: Group[]}) {
  const [isWhole, setWhole] = useState(false);
  const shown = isWhole ? groups : groups.slice(0, firstRows());
  return (
    <>
      <DataTable
        label="Enriched sets, best first"
        columns={COLUMNS}
        rows={shown}
        keyOf={([{library, name}]) => `${library}\t${name}`}
        nameOf={([{name}]) => name}
        details={group => <SetDetails group={group} />}
      />
      {groups.length > shown.length && (
        <button type="button" class="more" onClick={() => setWhole(true)}>
          Show {groups.length - shown.length} more
        </button>
      )}
    </>
  );
}

function SetDetails({group: [set, ...folded]}: {group: Group}) {
  return (
    <div class="why">
      <div>
        <h3>Your genes in it</h3>
        <p class="genes">
          {set.shared.map(symbol => (
            <GeneLink key={symbol} symbol={symbol} />
          ))}
        </p>
      </div>
      {folded.length > 0 && (
        <div>
          <h3>Sets like it</h3>
          <ul>
            {folded.map(set => (
              <li key={set.library + set.name}>
                {set.name}{' '}
                <small>
                  {libraryText(set.library)}, {set.shared.length} of {set.size}, q{' '}
                  {pValueText(log10Q(set))}
                </small>
              </li>
            ))}
          </ul>
        </div>
      )}
    </div>
  );
}

const COLUMNS: Column<Group>[] = [
  {
    title: 'rank',
    header: <Define term="rank" />,
    kind: 'head number',
    cell: ([{rank}]) => rank,
    sortBy: ([{rank}]) => rank,
  },
  {
    title: 'set',
    kind: 'head',
    cell: ([{name, library}, ...folded]) => (
      <>
        {name}
        <small>
          {libraryText(library)}
          {folded.length > 0 && `, and ${folded.length} like it`}
        </small>
      </>
    ),
    sortBy: ([{name}]) => name,
  },
  {
    title: 'genes',
    header: <Define term="genes" />,
    kind: 'number',
    cell: ([{shared, size}]) => `${shared.length} of ${size}`,
    sortBy: ([{shared}]) => -shared.length,
  },
  {
    title: 'fold',
    header: <Define term="fold" />,
    kind: 'number',
    cell: ([{fold}]) => foldText(fold),
    sortBy: ([{fold}]) => -fold,
  },
  {
    title: 'p',
    header: <Define term="p" />,
    kind: 'number',
    cell: ([{log10PValue}]) => pValueText(log10PValue),
    sortBy: ([{log10PValue}]) => log10PValue,
  },
  {
    title: 'q',
    header: <Define term="q" />,
    kind: 'number',
    cell: ([set]) => pValueText(log10Q(set)),
    sortBy: ([set]) => log10Q(set),
  },
  {
    title: 'p by popularity',
    header: <Define term="p by popularity" />,
    kind: 'number',
    cell: ([{popularityPValue}]) => pValueText(log10Of(popularityPValue)),
    sortBy: ([{popularityPValue}]) => popularityPValue,
  },
];
