// The workbench: one column, the question above its answers.
import {useEffect} from 'preact/hooks';
import type {Opened} from '../protocol.ts';
import {SessionProvider, useSession} from '../state/session.ts';
import {PANELS} from '../state/view-state.ts';
import type {WorkerClient} from '../state/worker-client.ts';
import {AboutPanel} from './about-panel.tsx';
import {ComparePanel} from './compare-panel.tsx';
import {FileDrop} from './file-drop.tsx';
import {FitPanel} from './fit-panel.tsx';
import {Foot} from './foot.tsx';
import {GeneBox} from './gene-box.tsx';
import {GenePage} from './gene-page.tsx';
import {Headline} from './headline.tsx';
import {MatrixPanel} from './matrix-panel.tsx';
import {MissingPanel} from './missing-panel.tsx';
import {ReadingList} from './reading-list.tsx';
import {SetsPanel} from './sets-panel.tsx';

export function App({client, opening}: {client: WorkerClient; opening: Promise<Opened>}) {
  const session = useSession(client);
  const {state, dispatch} = session;
  useEffect(() => {
    opening.then(
      opened => dispatch({to: 'opened', opened}),
      (error: Error) => dispatch({to: 'failed', sentence: error.message}),
    );
  }, [opening, dispatch]);
  useBoxKey();
  const busy = [
    ...(session.isTyping ? ['typing'] : []),
    ...PANELS.filter(kind => state.panels[kind].busy),
  ];
  const answered = PANELS.filter(kind => state.panels[kind].answer !== null);
  return (
    <SessionProvider value={session}>
      <div
        class="workbench"
        data-phase={state.model.phase}
        data-busy={busy.join(' ')}
        data-answered={answered.join(' ')}
      >
        <header>
          <h1>geneglot workbench</h1>
          <GeneBox />
          <ReadingList />
        </header>
        <main>
          <Headline />
          <AboutPanel />
          <MissingPanel />
          <SetsPanel />
          <FitPanel />
          <MatrixPanel />
          <ComparePanel />
        </main>
        <Foot />
        <GenePage />
        <FileDrop />
      </div>
    </SessionProvider>
  );
}

/** The key `/` goes to the box, but where it is typed into a field. */
function useBoxKey(): void {
  useEffect(() => {
    const follow = (event: KeyboardEvent) => {
      const {target} = event;
      const isField = target instanceof HTMLElement && target.matches('input, textarea, select');
      if (event.key !== '/' || event.ctrlKey || event.metaKey || isField) return;
      event.preventDefault();
      document.getElementById('genes')?.focus();
    };
    addEventListener('keydown', follow);
    return () => removeEventListener('keydown', follow);
  }, []);
}
