// Genes that the list lacks, with their chances and the sets behind them.

import {useMemo, useState} from 'preact/hooks';
import {countText} from '../../shared/text/number-text.ts';
import type {Completed} from '../protocol.ts';
import {filterRows, type MissingRow, missingRows, missingSheet} from '../state/missing-rows.ts';
import {useTheSession} from '../state/session.ts';
import {genesText} from '../state/words/count-words.ts';
import {libraryText} from '../state/words/library-text.ts';
import {ChanceBar} from './parts/chance-bar.tsx';
import {type Column, DataTable, firstRows} from './parts/data-table.tsx';
import {Define} from './parts/define.tsx';
import {ExportBar} from './parts/export-bar.tsx';
import {GeneLink} from './parts/gene-link.tsx';
import {Panel} from './parts/panel.tsx';
import {WhyGene} from './why-gene.tsx';

/** The slider goes so far, or to three times the list. */
const MOST_MISSING = 100;

export function MissingPanel() {
  const {state} = useTheSession();
  const {answer} = state.panels.complete;
  if (answer === null || answer.genes.length === 0 || answer.suggestions.length === 0) return null;
  return (
    <Panel kind="complete" title="Missing genes">
      <MissingGenes answer={answer} missing={state.question.missing ?? answer.missing} />
    </Panel>
  );
}

function MissingGenes({answer, missing}: {answer: Completed; missing: number}) {
  const [filter, setFilter] = useState('');
  const [onlyByModels, setOnly] = useState(false);
  const [isWhole, setWhole] = useState(false);
  const {genes} = useTheSession();
  const rows = useMemo(() => missingRows(answer, missing), [answer, missing]);
  const found = filterRows(rows, filter, onlyByModels);
  const shown = isWhole ? found : found.slice(0, firstRows());
  const symbols = rows.map(({symbol}) => symbol);
  return (
    <>
      {answer.about !== null && answer.about.known.length > 0 && (
        <p>
          Genes of sets whose names match <b>{answer.about.known.join(' ')}</b> stand higher.
        </p>
      )}
      <MissingSlider answer={answer} missing={missing} />
      <p class="filters">
        <label>
          Filter{' '}
          <input
            type="search"
            value={filter}
            placeholder="gene or set"
            onInput={event => setFilter(event.currentTarget.value)}
          />
        </label>
        <span>
          <label>
            <input
              type="checkbox"
              checked={onlyByModels}
              onChange={event => setOnly(event.currentTarget.checked)}
            />{' '}
            only genes with ◆, which a lookup of sets would miss
          </label>
          <Define term="missed by a lookup"> </Define>
        </span>
      </p>
      <DataTable
        label="Missing genes, the likeliest first"
        columns={COLUMNS}
        rows={shown}
        keyOf={({symbol}) => symbol}
        nameOf={({symbol, chance}) => `${symbol}, chance ${Math.round(100 * chance)} percent`}
        details={({symbol}) => <WhyGene symbol={symbol} />}
      />
      {found.length === 0 && <p>No suggestion matches this filter.</p>}
      {found.length > shown.length && (
        <button type="button" class="more" onClick={() => setWhole(true)}>
          Show {found.length - shown.length} more
        </button>
      )}
      <ExportBar
        name="missing genes"
        caption={[`chances: if ${genesText(missing)} ${missing === 1 ? 'is' : 'are'} missing`]}
        sheet={() => missingSheet(found)}
        json={() => ({missing, suggestions: found})}
        gmt={() => [
          {name: 'given', genes},
          {name: 'given and suggested', genes: [...genes, ...symbols]},
        ]}
      />
    </>
  );
}

function MissingSlider({answer, missing}: {answer: Completed; missing: number}) {
  const {dispatch} = useTheSession();
  const most = Math.max(MOST_MISSING, 3 * answer.genes.length, missing);
  return (
    <p class="slider">
      <span class="said">
        <label for="missing">
          My list lacks about <output for="missing">{countText(missing)}</output>{' '}
          {missing === 1 ? 'gene' : 'genes'}
        </label>{' '}
        <Define term="missing"> </Define>
      </span>
      <input
        id="missing"
        type="range"
        min={1}
        max={most}
        value={missing}
        aria-label="How many genes are missing"
        aria-valuetext={`about ${genesText(missing)}`}
        onInput={event =>
          dispatch({to: 'change', question: {missing: Number(event.currentTarget.value)}})
        }
      />
    </p>
  );
}

const COLUMNS: Column<MissingRow>[] = [
  {title: 'rank', kind: 'head number', cell: ({rank}) => rank, sortBy: ({rank}) => rank},
  {
    title: 'gene',
    kind: 'head',
    cell: ({symbol, name, byModels}) => (
      <>
        <GeneLink symbol={symbol} />
        {byModels && (
          <span class="mark" title="a lookup of the nearest sets would have missed it">
            ◆ <span class="unseen">missed by a lookup</span>
          </span>
        )}
        <small>{name}</small>
      </>
    ),
    sortBy: ({symbol}) => symbol,
  },
  {
    title: 'chance',
    header: <Define term="chance" />,
    cell: ({chance}) => <ChanceBar chance={chance} />,
    sortBy: ({chance}) => -chance,
  },
  {
    title: 'supporting sets',
    header: <Define term="supporting sets" />,
    kind: 'text sets',
    cell: ({support}) =>
      support.length === 0
        ? 'none: no set holds both this gene and one of yours'
        : support.map(({name, library, shared, size}) => (
            <span class="set" key={library + name} title={`${name} (${libraryText(library)})`}>
              <span>{name}</span>{' '}
              <small>
                {shared} of {size}
              </small>
            </span>
          )),
  },
];
