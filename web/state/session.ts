// The session of a page: its state, and the questions that follow from it.
import {createContext} from 'preact';
import {
  useContext,
  useEffect,
  useLayoutEffect,
  useMemo,
  useReducer,
  useRef,
  useState,
} from 'preact/hooks';
import type {AskKind, AskOf, Reading, Scope} from '../protocol.ts';
import {readAddress, toAddress} from './address.ts';
import {
  FIRST_STATE,
  nextState,
  type PanelEvent,
  type PanelKind,
  type State,
  type ViewEvent,
} from './view-state.ts';
import {Refusal, Stopped, type WorkerClient} from './worker-client.ts';

/** Milliseconds without a key before a list is read. */
const TYPING_PAUSE = 150;
/** Milliseconds without a change before the address follows; browsers bound how often it may change. */
const ADDRESS_PAUSE = 400;
/** Genes whose fit is computed without being asked for. */
export const FIT_AT_ONCE = 40;
/** Groups of sets on the page of a gene. */
const GENE_SETS = 10;
/** Genes suggested. */
export const TOP = 50;

export interface Session {
  state: State;
  dispatch: (event: ViewEvent) => void;
  client: WorkerClient;
  /** Symbols of the list in the box, as far as its names are known. */
  genes: string[];
  /** Whether the box changed and its text was not read yet. */
  isTyping: boolean;
  scope: Scope;
  /** Computes the fit of a long list. */
  askFit: () => void;
  /** Stops the question that a panel waits for. */
  stop: (kind: PanelKind) => void;
}

const SessionContext = createContext<Session | null>(null);
export const SessionProvider = SessionContext.Provider;

/** The session of the page that a view stands in. */
export function useTheSession(): Session {
  const session = useContext(SessionContext);
  if (session === null) throw new Error('found no session, expected views inside the page');
  return session;
}

/** The session, with every question put as soon as its list is there. */
export function useSession(client: WorkerClient): Session {
  const [state, dispatch] = useReducer(nextState, FIRST_STATE, first => {
    return {...first, question: readAddress(location.hash)};
  });
  const {question, own, background, panels} = state;
  const isReady = state.model.phase === 'ready';
  const text = useSettled(question.text, TYPING_PAUSE);
  const about = useSettled(question.about, TYPING_PAUSE).trim();
  const given = givenNames(panels.read.answer?.readings ?? []);
  const genes = useStable([...given.keys()]);
  // Answers name each gene as it was typed.
  const names = useStable([...given.values()]);
  const scope = useMemo(
    () => ({
      ...(question.libraries && {libraries: question.libraries}),
      ...(background && {background}),
      ...(own.length > 0 && {own}),
    }),
    [question.libraries, background, own],
  );
  const [fitAsked, askFitOf] = useState<string[] | null>(null);
  const stops = useRef(new Map<PanelKind, () => void>());
  const hasGenes = isReady && genes.length > 0;
  const isFitted = genes.length > 1 && (genes.length <= FIT_AT_ONCE || fitAsked === genes);
  const ask = {client, dispatch, stops: stops.current};
  useAsk(
    ask,
    'read',
    useMemo(() => (isReady ? {text} : null), [isReady, text]),
  );
  useAsk(
    ask,
    'complete',
    useMemo(
      () => (hasGenes || (isReady && about !== '') ? {genes: names, about, top: TOP} : null),
      [hasGenes, isReady, names, about],
    ),
  );
  const tested = useMemo(
    () => (hasGenes ? {...scope, genes: names} : null),
    [hasGenes, names, scope],
  );
  useAsk(ask, 'enrich', tested);
  useAsk(ask, 'matrix', tested);
  useAsk(
    ask,
    'fit',
    useMemo(() => (hasGenes && isFitted ? {genes: names} : null), [hasGenes, names, isFitted]),
  );
  const {gene, lists} = question;
  useAsk(
    ask,
    'gene',
    useMemo(
      () => (isReady && gene ? {...scope, symbol: gene, most: GENE_SETS} : null),
      [isReady, gene, scope],
    ),
  );
  useAsk(
    ask,
    'compare',
    useMemo(
      () => (isReady && lists.length > 1 ? {...scope, lists} : null),
      [isReady, lists, scope],
    ),
  );
  useAddress(state, dispatch);
  return {
    ...{state, dispatch, client, genes, scope},
    isTyping: text !== question.text || about !== question.about.trim(),
    askFit: () => askFitOf(genes),
    stop: kind => stops.current.get(kind)?.(),
  };
}

interface Asking {
  client: WorkerClient;
  dispatch: (event: ViewEvent) => void;
  stops: Map<PanelKind, () => void>;
}

/** Puts a question each time that it changes, and stops the one before it; no question clears the panel. */
function useAsk<K extends PanelKind & AskKind>(
  {client, dispatch, stops}: Asking,
  kind: K,
  ask: AskOf<K> | null,
): void {
  // Before the browser draws: a page that shows no question on its way has none.
  useLayoutEffect(() => {
    if (ask === null) {
      dispatch({to: 'cleared', kind});
      return undefined;
    }
    let isCurrent = true;
    const tell = (event: PanelEvent) => {
      if (isCurrent) dispatch(event);
    };
    tell({to: 'asked', kind});
    const asked = client.ask(kind, ask, progress => tell({to: 'progress', kind, progress}));
    stops.set(kind, asked.stop);
    asked.answer.then(
      answer => tell({to: 'answered', kind, answer} as PanelEvent),
      error => tell(endOf(kind, error)),
    );
    return () => {
      isCurrent = false;
      asked.stop();
    };
  }, [ask, client, dispatch, kind, stops]);
}

function endOf(kind: PanelKind, error: Error): PanelEvent {
  if (error instanceof Stopped) return {to: 'stopped', kind};
  const sentence =
    error instanceof Refusal ? error.message : `The page has a fault: ${error.message}`;
  return {to: 'refused', kind, sentence};
}

/** Symbols of names that mean a gene, and the first name that was typed for each. */
function givenNames(readings: readonly Reading[]): Map<string, string> {
  const names = new Map<string, string>();
  for (const {symbol, given} of readings) {
    if (symbol !== undefined && !names.has(symbol)) names.set(symbol, given);
  }
  return names;
}

/** The same array as long as its content is the same. */
function useStable(values: string[]): string[] {
  const held = useRef(values);
  const isSame =
    held.current.length === values.length && held.current.every((value, i) => value === values[i]);
  if (!isSame) held.current = values;
  return held.current;
}

/** A value once it has not changed for so many milliseconds; its first value at once. */
function useSettled<T>(value: T, milliseconds: number): T {
  const [settled, settle] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => settle(value), milliseconds);
    return () => clearTimeout(timer);
  }, [value, milliseconds]);
  return settled;
}

/** Keeps the address and the question the same. A gene's page that opens is a step that Back takes back. */
function useAddress({question}: State, dispatch: (event: ViewEvent) => void): void {
  useEffect(() => {
    const follow = () => {
      const address = toAddress(question);
      if (address === location.hash) return;
      const opens = question.gene !== null && readAddress(location.hash).gene === null;
      const place = address || location.pathname + location.search;
      if (opens) history.pushState(null, '', place);
      else history.replaceState(null, '', place);
    };
    const timer = setTimeout(follow, ADDRESS_PAUSE);
    return () => clearTimeout(timer);
  }, [question]);
  useEffect(() => {
    const follow = () => dispatch({to: 'change', question: readAddress(location.hash)});
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, [dispatch]);
}
