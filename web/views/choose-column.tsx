// Which column of a table names the genes, and which of its rows are taken.

import {useState} from 'preact/hooks';
import {countText} from '../../shared/text/number-text.ts';
import type {ParsedTable} from '../protocol.ts';
import {useTheSession} from '../state/session.ts';
import {type Comparison, likelyCut, type TableChoice, tableGenes} from '../state/table-genes.ts';
import {genesText} from '../state/words/count-words.ts';

const COMPARISONS: Comparison[] = ['at most', 'at least', 'at least, up or down'];

export function ChooseColumn({parsed}: {parsed: ParsedTable}) {
  const {dispatch} = useTheSession();
  const {columns, alarm, rows} = parsed;
  const likely = columns.findIndex(({looksLikeGenes}) => looksLikeGenes);
  const [choice, choose] = useState<TableChoice>({genes: Math.max(0, likely), cut: null});
  const genes = tableGenes(parsed, choice);
  const take = () => {
    dispatch({to: 'change', question: {text: genes.join('\n'), missing: null}});
    dispatch({to: 'file', file: null});
  };
  const takeBackground = () => {
    const all = tableGenes(parsed, {...choice, cut: null});
    dispatch({to: 'background', background: {name: 'all genes of the table', genes: all}});
    take();
  };
  return (
    <>
      {alarm !== undefined && (
        <p role="alert" class="alarm">
          {alarm}
        </p>
      )}
      <fieldset>
        <legend>Which column holds the genes?</legend>
        {columns.map(({name, examples}, i) => (
          <label key={i}>
            <input
              type="radio"
              name="genes-column"
              checked={choice.genes === i}
              onChange={() => choose({...choice, genes: i})}
            />{' '}
            {name} <small>{examples.join(', ')}</small>
          </label>
        ))}
      </fieldset>
      <CutOff parsed={parsed} choice={choice} choose={choose} />
      <p class="actions">
        <button type="button" class="main" onClick={take} disabled={genes.length === 0}>
          Take {genesText(genes.length)}
        </button>
        {choice.cut !== null && (
          <button type="button" onClick={takeBackground} disabled={genes.length === 0}>
            Take them, with all genes of the table as background
          </button>
        )}
        <small>of {countText(rows.length)} rows</small>
      </p>
    </>
  );
}

interface CutOffProps {
  parsed: ParsedTable;
  choice: TableChoice;
  choose: (choice: TableChoice) => void;
}

function CutOff({parsed: {columns}, choice, choose}: CutOffProps) {
  const {cut} = choice;
  if (!columns.some(({numeric}) => numeric)) return null;
  const setColumn = (text: string) => {
    const column = Number(text);
    choose({...choice, cut: text === '' ? null : {column, ...likelyCut(columns[column].name)}});
  };
  return (
    <fieldset>
      <legend>Cut-off</legend>
      <label>
        Rows whose{' '}
        <select value={cut?.column ?? ''} onChange={event => setColumn(event.currentTarget.value)}>
          <option value="">all rows</option>
          {columns.map(
            ({name, numeric}, i) =>
              numeric && (
                <option key={i} value={i}>
                  {name}
                </option>
              ),
          )}
        </select>
      </label>
      {cut !== null && (
        <>
          {' is '}
          <select
            aria-label="Comparison"
            value={cut.how}
            onChange={event =>
              choose({...choice, cut: {...cut, how: event.currentTarget.value as Comparison}})
            }
          >
            {COMPARISONS.map(how => (
              <option key={how}>{how}</option>
            ))}
          </select>{' '}
          <input
            type="number"
            step="any"
            aria-label="Cut-off"
            value={cut.value}
            onInput={event =>
              choose({...choice, cut: {...cut, value: event.currentTarget.valueAsNumber}})
            }
          />
        </>
      )}
    </fieldset>
  );
}
