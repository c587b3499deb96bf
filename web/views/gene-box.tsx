// The box that takes a list, and three examples.

import {useTheSession} from '../state/session.ts';
import {genesText} from '../state/words/count-words.ts';
import {libraryText} from '../state/words/library-text.ts';
import {FileButton} from './file-drop.tsx';

export function GeneBox() {
  const {state, dispatch} = useTheSession();
  const {model, question} = state;
  const setText = (text: string) => dispatch({to: 'change', question: {text, missing: null}});
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
        onInput={event => setText(event.currentTarget.value)}
      />
      <p id="genes-help" class="help">
        Symbols, former symbols, aliases, Ensembl or NCBI Gene ids. Or drop a file anywhere: a list,
        a GMT, a table of results. <FileButton />
      </p>
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
                <button type="button" onClick={() => setText(genes.join(' '))}>
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

/** Lines that a text takes, within bounds. */
function rowsOf(text: string): number {
  const lines = text.split('\n').reduce((sum, line) => sum + 1 + Math.floor(line.length / 90), 0);
  return Math.min(8, Math.max(2, lines));
}
