// Ways to the panels: the page is long, above all on a phone. No links, as the address holds the question.
import {useTheSession} from '../state/session.ts';
import type {PanelKind, Panels} from '../state/view-state.ts';

const PLACES: [PanelKind, string, (panels: Panels) => boolean][] = [
  ['complete', 'Missing genes', ({complete}) => complete.answer?.suggestions.length !== 0],
  ['enrich', 'Sets', ({enrich}) => enrich.answer !== null || enrich.refused !== null],
  ['fit', 'Which do not belong?', ({read}) => (read.answer?.known ?? 0) > 1],
  ['matrix', 'Genes and sets', ({matrix}) => (matrix.answer?.sets.length ?? 0) > 0],
  ['compare', 'Compare', () => true],
];

export function JumpList() {
  const {panels} = useTheSession().state;
  return (
    <nav aria-label="On this page">
      {PLACES.filter(([, , isThere]) => isThere(panels)).map(([kind, title]) => (
        <button type="button" key={kind} onClick={() => goTo(kind)}>
          {title}
        </button>
      ))}
    </nav>
  );
}

function goTo(kind: PanelKind): void {
  const heading = document.querySelector<HTMLElement>(`#panel-${kind} > h2`);
  heading?.scrollIntoView();
  heading?.focus({preventScroll: true});
}
