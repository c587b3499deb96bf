// The page of one gene: its functions, known and predicted.

import {useEffect, useRef} from 'preact/hooks';
import type {GeneFunctions} from '../protocol.ts';
import type {Sheet} from '../state/export-text.ts';
import {useTheSession} from '../state/session.ts';
import {genesText} from '../state/words/count-words.ts';
import {libraryText} from '../state/words/library-text.ts';
import {ChanceBar} from './parts/chance-bar.tsx';
import {Define} from './parts/define.tsx';
import {ExportBar} from './parts/export-bar.tsx';
import {AddButton} from './parts/gene-link.tsx';
import {PanelStatus} from './parts/panel.tsx';

export function GenePage() {
  const {state, dispatch} = useTheSession();
  const {gene} = state.question;
  const {answer, busy} = state.panels.gene;
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (gene === null) dialog.current?.close();
    else if (!dialog.current?.open) dialog.current?.showModal();
  }, [gene]);
  const isOfIt =
    answer !== null && gene !== null && [answer.gene.symbol, answer.gene.given].includes(gene);
  return (
    <dialog
      ref={dialog}
      class="gene-page"
      aria-label={`Functions of ${gene ?? 'a gene'}`}
      data-panel="gene"
      aria-busy={busy}
      onClose={() => dispatch({to: 'change', question: {gene: null}})}
    >
      <form method="dialog">
        <button type="submit">Close</button>
      </form>
      <h2>
        {gene} {isOfIt && <small>{answer.name}</small>}
      </h2>
      <PanelStatus kind="gene" />
      {busy && !isOfIt && <p role="status">The sets of {gene} are being looked up …</p>}
      {isOfIt && <Functions answer={answer} />}
    </dialog>
  );
}

function Functions({answer}: {answer: GeneFunctions}) {
  const {gene, sets, known, predicted, notes} = answer;
  return (
    <>
      <p class="actions">
        <AddButton symbol={gene.symbol} />
      </p>
      {notes.map(note => (
        <p class="lead" key={note}>
          {note}
        </p>
      ))}
      <h3>
        Known: {sets === 1 ? '1 set holds it' : `${sets} sets hold it`}, the most typical first
      </h3>
      <ul class="functions">
        {known.map(([{name, library, size}, ...folded]) => (
          <li key={library + name}>
            {name}{' '}
            <small>
              {libraryText(library)}, {genesText(size)}
              {folded.length > 0 && `, and ${folded.length} like it`}
            </small>
          </li>
        ))}
      </ul>
      <h3>
        <Define term="predicted functions">Predicted: sets that do not hold it</Define>
      </h3>
      {predicted.length === 0 && (
        <p>None: the model does not know the gene, or no set is like its own.</p>
      )}
      <ul class="functions">
        {predicted.map(({name, library, size, chance, missing}) => (
          <li key={library + name}>
            <ChanceBar chance={chance} /> {name}{' '}
            <small>
              {libraryText(library)}, {genesText(size)}; if it lacks about {genesText(missing)}
            </small>
          </li>
        ))}
      </ul>
      <ExportBar
        name={`functions of ${gene.symbol}`}
        caption={[`gene: ${gene.symbol}`]}
        sheet={() => functionsSheet(answer)}
        json={() => answer}
      />
    </>
  );
}

function functionsSheet({known, predicted}: GeneFunctions): Sheet {
  return {
    header: ['kind', 'group', 'set', 'library', 'size', 'chance', 'supposed missing'],
    rows: [
      ...known.flatMap((group, i) =>
        group.map(({name, library, size}) => [
          'known',
          i + 1,
          name,
          library,
          size,
          undefined,
          undefined,
        ]),
      ),
      ...predicted.map(({name, library, size, chance, missing}, i) => [
        ...['predicted', i + 1, name, library, size, chance, missing],
      ]),
    ],
  };
}
