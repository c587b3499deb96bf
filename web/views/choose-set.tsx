// What to do with the sets of a GMT: take one as the list, compare them, test against them, or complete them all.

import {useState} from 'preact/hooks';
import {countText} from '../../shared/text/number-text.ts';
import type {ParsedSets, Progress} from '../protocol.ts';
import {captionOf} from '../state/caption.ts';
import {fileStem, toGmt} from '../state/export-text.ts';
import {saveFile} from '../state/save-file.ts';
import {useTheSession} from '../state/session.ts';
import {genesText} from '../state/words/count-words.ts';

/** Lists that stand side by side at most. */
const MOST_COMPARED = 12;
/** Names of sets shown at once. */
const MOST_SHOWN = 100;

export function ChooseSet({parsed: {library, sets}}: {parsed: ParsedSets}) {
  const {dispatch} = useTheSession();
  const [filter, setFilter] = useState('');
  const done = () => dispatch({to: 'file', file: null});
  const wanted = filter.trim().toLowerCase();
  const found = sets.filter(({name}) => name.toLowerCase().includes(wanted));
  const take = (genes: string[]) => {
    dispatch({to: 'change', question: {text: genes.join(' '), missing: null}});
    done();
  };
  const compare = () => {
    dispatch({to: 'change', question: {lists: found.slice(0, MOST_COMPARED)}});
    done();
  };
  const test = () => {
    dispatch({to: 'own', own: [{name: library, sets}]});
    done();
  };
  return (
    <>
      <p class="actions">
        <button type="button" onClick={test}>
          Test lists against these {countText(sets.length)} sets
        </button>
        {found.length > 1 && (
          <button type="button" onClick={compare}>
            Compare{' '}
            {found.length > MOST_COMPARED ? `the first ${MOST_COMPARED}` : `these ${found.length}`}
          </button>
        )}
        <CompleteAll library={library} sets={sets} />
      </p>
      <p>
        <label>
          Or take one as your list:{' '}
          <input
            type="search"
            value={filter}
            placeholder="filter by name"
            onInput={event => setFilter(event.currentTarget.value)}
          />
        </label>
      </p>
      <ul class="choices">
        {found.slice(0, MOST_SHOWN).map(({name, genes}, i) => (
          <li key={`${name}-${i}`}>
            <button type="button" onClick={() => take(genes)}>
              {name} <small>{genesText(genes.length)}</small>
            </button>
          </li>
        ))}
      </ul>
      {found.length > MOST_SHOWN && (
        <p class="lead">and {countText(found.length - MOST_SHOWN)} more</p>
      )}
    </>
  );
}

/** Completes every set, for a GMT to take away. */
function CompleteAll({library, sets}: Pick<ParsedSets, 'library' | 'sets'>) {
  const {client, state} = useTheSession();
  const [progress, setProgress] = useState<Progress | null>(null);
  const [stop, setStop] = useState<(() => void) | null>(null);
  const [said, say] = useState('');
  const start = async () => {
    const asked = client.ask('complete-sets', {sets}, setProgress);
    setStop(() => asked.stop);
    try {
      const lists = (await asked.answer).map(({name, genes, suggested}) => ({
        name,
        genes: [...genes, ...suggested].map(({symbol}) => symbol),
      }));
      const [model] = captionOf(state, []);
      saveFile(`${fileStem(library)}-completed.gmt`, toGmt(lists, [`completed; ${model}`]));
      say('Saved.');
    } catch (error) {
      say((error instanceof Error && error.message) || 'Stopped.');
    }
    setStop(null);
    setProgress(null);
  };
  if (stop !== null)
    return (
      <span class="progress">
        <progress value={progress?.done ?? 0} max={progress?.of ?? sets.length} />{' '}
        {progress?.done ?? 0} of {sets.length} sets{' '}
        <button type="button" onClick={stop}>
          Stop
        </button>
      </span>
    );
  return (
    <>
      <button type="button" onClick={start}>
        Complete every set and save a GMT
      </button>
      <span role="status">{said}</span>
    </>
  );
}
