// What the page shows, and how each event changes it. An answer stays until the next one replaces it.
import type {AnswerOf, NamedList, Opened, Parsed, Progress, Scope} from '../protocol.ts';
import {NO_QUESTION, type Question} from './question.ts';

/** Questions whose answers fill a panel. */
export const PANELS = ['read', 'complete', 'enrich', 'matrix', 'fit', 'gene', 'compare'] as const;
export type PanelKind = (typeof PANELS)[number];

export interface Panel<Answer> {
  answer: Answer | null;
  /** Whether an answer is on its way. */
  busy: boolean;
  progress: Progress | null;
  /** Why there is no new answer, as a sentence. */
  refused: string | null;
  wasStopped: boolean;
}

export type Panels = {[K in PanelKind]: Panel<AnswerOf<K>>};

export type ModelState =
  | {phase: 'loading'}
  | {phase: 'ready'; opened: Opened}
  | {phase: 'failed'; sentence: string};

/**
 * A file that was dropped: what it holds, or why that cannot be said. `taken`: what became of it, where nothing is left to choose.
 */
export type OpenedFile = {name: string} & ({parsed: Parsed; taken?: string} | {refused: string});

export interface State {
  model: ModelState;
  question: Question;
  /** Own sets and own background: too large for an address, so they live as long as the page. */
  own: NonNullable<Scope['own']>;
  background: NamedList | null;
  /** A file that waits for a choice. */
  file: OpenedFile | null;
  panels: Panels;
}

/** What happened to the answer of a panel. */
export type PanelEvent =
  | {to: 'asked' | 'stopped' | 'cleared'; kind: PanelKind}
  | {to: 'progress'; kind: PanelKind; progress: Progress}
  | {to: 'refused'; kind: PanelKind; sentence: string}
  | {[K in PanelKind]: {to: 'answered'; kind: K; answer: AnswerOf<K>}}[PanelKind];

export type ViewEvent =
  | PanelEvent
  | {to: 'opened'; opened: Opened}
  | {to: 'failed'; sentence: string}
  | {to: 'change'; question: Partial<Question>}
  | {to: 'own'; own: State['own']}
  | {to: 'file'; file: OpenedFile | null}
  | {to: 'background'; background: NamedList | null};

const EMPTY = {answer: null, busy: false, progress: null, refused: null, wasStopped: false};

export const FIRST_STATE: State = {
  model: {phase: 'loading'},
  question: NO_QUESTION,
  own: [],
  background: null,
  file: null,
  panels: {
    ...{read: EMPTY, complete: EMPTY, enrich: EMPTY, matrix: EMPTY},
    ...{fit: EMPTY, gene: EMPTY, compare: EMPTY},
  },
};

/** The state after an event. */
export function nextState(state: State, event: ViewEvent): State {
  switch (event.to) {
    case 'opened':
      return {...state, model: {phase: 'ready', opened: event.opened}};
    case 'failed':
      return {...state, model: {phase: 'failed', sentence: event.sentence}};
    case 'change':
      return {...state, question: {...state.question, ...event.question}};
    case 'own':
      return {...state, own: event.own};
    case 'background':
      return {...state, background: event.background};
    case 'file':
      return {...state, file: event.file};
    default:
      return {
        ...state,
        panels: {...state.panels, [event.kind]: nextPanel(state.panels[event.kind], event)},
      };
  }
}

function nextPanel(panel: Panels[PanelKind], event: PanelEvent): Panels[PanelKind] {
  const {answer} = panel;
  switch (event.to) {
    case 'asked':
      return {...EMPTY, answer, busy: true} as Panels[PanelKind];
    case 'progress':
      return {...panel, progress: event.progress};
    case 'answered':
      return {...EMPTY, answer: event.answer} as Panels[PanelKind];
    case 'refused':
      return {...EMPTY, answer, refused: event.sentence} as Panels[PanelKind];
    case 'stopped':
      return {...EMPTY, answer, wasStopped: true} as Panels[PanelKind];
    case 'cleared':
      return EMPTY;
  }
}
