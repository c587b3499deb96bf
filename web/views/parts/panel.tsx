// A section of results: its heading, how far its answer is, and a button that stops a long question.
import type {ComponentChildren} from 'preact';
import {countText} from '../../../shared/text/number-text.ts';
import {useTheSession} from '../../state/session.ts';
import type {PanelKind} from '../../state/view-state.ts';

interface PanelProps {
  kind: PanelKind;
  title: string;
  children: ComponentChildren;
}

export function Panel({kind, title, children}: PanelProps) {
  const panel = useTheSession().state.panels[kind];
  return (
    <section
      class="panel"
      id={`panel-${kind}`}
      data-panel={kind}
      aria-busy={panel.busy}
      aria-label={title}
    >
      <h2 tabIndex={-1}>{title}</h2>
      <PanelStatus kind={kind} />
      {children}
    </section>
  );
}

/** Progress, or why there is no new answer. */
export function PanelStatus({kind}: {kind: PanelKind}) {
  const {state, stop} = useTheSession();
  const {busy, progress, refused, wasStopped} = state.panels[kind];
  if (refused !== null)
    return (
      <p role="alert" class="alarm">
        {refused}
      </p>
    );
  if (wasStopped) return <p role="status">Stopped before the end.</p>;
  if (!busy || progress === null) return null;
  const {done, of, unit} = progress;
  return (
    <p class="progress">
      <progress
        value={done}
        max={of}
        aria-label={`${countText(done)} of ${countText(of)} ${unit}`}
      />{' '}
      {countText(done)} of {countText(of)} {unit}{' '}
      <button type="button" class="stop" onClick={() => stop(kind)}>
        Stop
      </button>
    </p>
  );
}
