// The box that takes a list, and three examples.

import type {Question} from '../state/question.ts';
import {useTheSession} from '../state/session.ts';
import {genesText} from '../state/words/count-words.ts';
import {libraryText} from '../state/words/library-text.ts';
import {FileButton} from './file-drop.tsx';

export function GeneBox() {
  const {state, dispatch} = useTheSession();
  const {model, question} = state;
  const ask = (question: Partial<Question>) =>
    dispatch({to: 'change', question: {...question, missing: null}});
  return (
    <section class="ask" aria-label="Your list of genes">
      <label for="genes" class="prompt">
        Paste or type genes. The answer follows as you type.
      </label>
      <textarea
        id="genes"
        rows={rowsOf(question.text)}
        spellcheck={false}
        autocomplete="off"
        autocapitalize="off"
        placeholder="TP53 MDM2 CDKN1A"
        aria-describedby="genes-help"
        value={question.text}
        onInput={event => ask({text: event.currentTarget.value})}
      />
      <p id="genes-help" class="help">
        Symbols, former symbols, aliases, Ensembl or NCBI Gene ids. Or drop a file anywhere: a list,
        a GMT, a table of results. <FileButton />
      </p>
      <AboutField />
      {model.phase === 'loading' && <p role="status">The model is being opened …</p>}
      {model.phase === 'failed' && (
        <p role="alert" class="alarm">
          {model.sentence}
        </p>
      )}
      {model.phase === 'ready' && (
        <div class={question.text === '' ? 'examples' : 'examples small'}>
          <span id="examples">Examples, half of a known set each:</span>
          <ul aria-labelledby="examples">
            {model.opened.examples.map(({name, library, genes, size}) => (
              <li key={name}>
                <button type="button" onClick={() => ask({text: genes.join(' '), about: ''})}>
                  {name}
                  <small>
                    {genes.length} of its {genesText(size)}, {libraryText(library)}
                  </small>
                </button>
              </li>
            ))}
          </ul>
        </div>
      )}
    </section>
  );
}

/** Words beside the genes, or in place of them, and those of them that nobody knows. */
function AboutField() {
  const {state, dispatch} = useTheSession();
  const {about} = state.question;
  const unknown = state.panels.complete.answer?.about?.unknown ?? [];
  return (
    <p class="about">
      <label for="about">What it is about, in words</label>{' '}
      <input
        id="about"
        type="search"
        autocomplete="off"
        placeholder="mitotic spindle assembly"
        aria-describedby="about-help"
        value={about}
        onInput={event => dispatch({to: 'change', question: {about: event.currentTarget.value}})}
      />{' '}
      <span id="about-help" class="help" role="status">
        {about.trim() !== '' && unknown.length > 0
          ? `No name of a known set holds ${unknown.join(', ')}.`
          : 'If you know it. Words alone name genes, too.'}
      </span>
    </p>
  );
}

/** Lines that a text takes, within bounds. */
function rowsOf(text: string): number {
  const lines = text.split('\n').reduce((sum, line) => sum + 1 + Math.floor(line.length / 90), 0);
  return Math.min(8, Math.max(2, lines));
}
