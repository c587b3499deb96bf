// Several lists side by side: which are kept, what they share, and what each is enriched in.

import {useState} from 'preact/hooks';
import {useTheSession} from '../state/session.ts';
import {genesText} from '../state/words/count-words.ts';
import {ComparedLists} from './compared-lists.tsx';
import {Panel} from './parts/panel.tsx';

export function ComparePanel() {
  const {state, genes} = useTheSession();
  const {lists} = state.question;
  if (genes.length === 0 && lists.length === 0) return null;
  const {answer} = state.panels.compare;
  return (
    <Panel kind="compare" title="Compare lists">
      {lists.length < 2 && (
        <p class="lead">
          Keep this list and type another one, or drop a GMT and take its sets as lists.
        </p>
      )}
      <KeptLists />
      {genes.length > 0 && <KeepForm />}
      {answer !== null && lists.length > 1 && <ComparedLists answer={answer} />}
    </Panel>
  );
}

function KeptLists() {
  const {state, dispatch} = useTheSession();
  const {lists} = state.question;
  const change = (next: typeof lists) => dispatch({to: 'change', question: {lists: next}});
  const open = (genes: string[]) =>
    dispatch({to: 'change', question: {text: genes.join(' '), missing: null}});
  if (lists.length === 0) return null;
  return (
    <ul class="kept" aria-label="Lists that are compared">
      {lists.map(({name, genes}, i) => (
        <li key={`${name}-${i}`}>
          <button type="button" onClick={() => open(genes)} title="Put this list into the box">
            {name} <small>{genesText(genes.length)}</small>
          </button>
          <button
            type="button"
            aria-label={`Remove ${name}`}
            onClick={() => change(lists.filter((_, j) => j !== i))}
          >
            ×
          </button>
        </li>
      ))}
    </ul>
  );
}

function KeepForm() {
  const {state, dispatch, genes} = useTheSession();
  const {lists} = state.question;
  const [name, setName] = useState('');
  const given = name.trim() || `list ${lists.length + 1}`;
  const keep = (event: Event) => {
    event.preventDefault();
    dispatch({to: 'change', question: {lists: [...lists, {name: given, genes}]}});
    setName('');
  };
  return (
    <form class="keep" onSubmit={keep}>
      <label>
        Keep the list in the box as{' '}
        <input
          value={name}
          placeholder={`list ${lists.length + 1}`}
          onInput={event => setName(event.currentTarget.value)}
        />
      </label>{' '}
      <button type="submit">Keep</button>
    </form>
  );
}
