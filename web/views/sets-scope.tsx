// What a list is tested against: libraries, own sets and an own background.

import {useState} from 'preact/hooks';
import {splitNames} from '../../shared/genes/symbols/split-names.ts';
import {countText} from '../../shared/text/number-text.ts';
import {useTheSession} from '../state/session.ts';
import {backgroundText} from '../state/words/background-text.ts';
import {libraryText} from '../state/words/library-text.ts';
import {FileButton} from './file-drop.tsx';

export function SetsScope() {
  const {state} = useTheSession();
  const {question, own, background} = state;
  const tested = own.length > 0 ? own.map(({name}) => name) : question.libraries;
  return (
    <details class="scope">
      <summary>
        Tested:{' '}
        {tested === null ? 'all libraries' : tested.map(libraryText).join(', ') || 'no library'}
        {'; background: '}
        {backgroundText(state)}
      </summary>
      {own.length > 0 ? <OwnSets /> : <Libraries />}
      <Background />
      {(own.length > 0 || background !== null) && (
        <p class="lead">
          Own sets and an own background stay in this page: the address cannot hold them. Anyone who
          opens a link to this view has to open these files, too.
        </p>
      )}
    </details>
  );
}

function Libraries() {
  const {state, dispatch} = useTheSession();
  const {model, question} = state;
  if (model.phase !== 'ready') return null;
  const all = model.opened.libraries.map(({name}) => name);
  const chosen = question.libraries ?? all;
  const change = (name: string, isOn: boolean) => {
    const next = all.filter(library => (library === name ? isOn : chosen.includes(library)));
    dispatch({to: 'change', question: {libraries: next.length === all.length ? null : next}});
  };
  return (
    <fieldset>
      <legend>Libraries</legend>
      {model.opened.libraries.map(({name, sets}) => (
        <label key={name}>
          <input
            type="checkbox"
            checked={chosen.includes(name)}
            onChange={event => change(name, event.currentTarget.checked)}
          />{' '}
          {libraryText(name)} <small>{countText(sets)} sets</small>
        </label>
      ))}
      <p class="lead">
        Or test sets of your own: <FileButton takes="sets">Open a GMT</FileButton>
      </p>
    </fieldset>
  );
}

function OwnSets() {
  const {state, dispatch} = useTheSession();
  return (
    <fieldset>
      <legend>Own sets</legend>
      {state.own.map(({name, sets}) => (
        <span key={name}>
          {name} <small>{countText(sets.length)} sets</small>{' '}
        </span>
      ))}
      <button type="button" onClick={() => dispatch({to: 'own', own: []})}>
        Test the model’s sets again
      </button>{' '}
      <FileButton takes="sets">Open another GMT</FileButton>
    </fieldset>
  );
}

function Background() {
  const {state, dispatch} = useTheSession();
  const [text, setText] = useState('');
  const take = () => {
    const genes = splitNames(text);
    dispatch({
      to: 'background',
      background: genes.length > 0 ? {name: 'own background', genes} : null,
    });
  };
  return (
    <fieldset>
      <legend>Background: all genes that could have been on your list</legend>
      <label for="background" class="lead">
        Paste all genes that you measured. Otherwise the background is all genes of the sets.
      </label>
      <textarea
        id="background"
        rows={3}
        spellcheck={false}
        value={text}
        onInput={event => setText(event.currentTarget.value)}
      />
      <p class="actions">
        <button type="button" onClick={take} disabled={text.trim() === ''}>
          Take this background
        </button>
        {state.background !== null && (
          <button type="button" onClick={() => dispatch({to: 'background', background: null})}>
            All genes of the sets again
          </button>
        )}
      </p>
    </fieldset>
  );
}
