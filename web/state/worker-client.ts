// Puts questions to the worker and hands its answers back.
import type {AnswerOf, AskKind, AskOf, FromWorker, Progress, ToWorker} from '../protocol.ts';

/** Why a question has no answer, as a sentence for the user. */
export class Refusal extends Error {}

/** The question was stopped before it was answered. */
export class Stopped extends Error {}

export interface Asked<Answer> {
  /** Fails with a Refusal or with Stopped. */
  answer: Promise<Answer>;
  stop(): void;
}

/** The part of a Worker that a client needs. */
export interface Messenger {
  postMessage(message: ToWorker, transfer: Transferable[]): void;
  onmessage: ((event: MessageEvent<FromWorker>) => void) | null;
  /** The worker itself failed, as where memory ran out. */
  onerror: ((event: ErrorEvent) => void) | null;
}

interface Waiting {
  settle(reply: FromWorker): void;
}

export class WorkerClient {
  readonly #worker: Messenger;
  readonly #waiting = new Map<number, Waiting>();
  #last = 0;

  constructor(worker: Messenger) {
    this.#worker = worker;
    worker.onmessage = ({data}) => this.#waiting.get(data.id)?.settle(data);
    worker.onerror = ({message}) => {
      const refused = `The page cannot compute (${message}). Open it again, in a current browser.`;
      for (const [id, {settle}] of this.#waiting) settle({id, refused});
    };
  }

  /** `transfer`: buffers of the question that are handed over instead of copied. */
  ask<K extends AskKind>(
    kind: K,
    ask: AskOf<K>,
    onProgress: (progress: Progress) => void = () => undefined,
    transfer: Transferable[] = [],
  ): Asked<AnswerOf<K>> {
    const id = ++this.#last;
    const {promise, resolve, reject} = withResolvers<AnswerOf<K>>();
    const end = (how: () => void) => {
      if (this.#waiting.delete(id)) how();
    };
    this.#waiting.set(id, {
      settle: reply => {
        if ('progress' in reply) onProgress(reply.progress);
        else if ('answer' in reply) end(() => resolve(reply.answer as AnswerOf<K>));
        else if ('refused' in reply) end(() => reject(new Refusal(reply.refused)));
        else end(() => reject(new Stopped()));
      },
    });
    this.#worker.postMessage({id, ask: kind, ...ask} as ToWorker, transfer);
    const stop = () =>
      end(() => {
        this.#worker.postMessage({stop: id}, []);
        reject(new Stopped());
      });
    return {answer: promise, stop};
  }
}

function withResolvers<T>() {
  let resolve!: (value: T) => void;
  let reject!: (error: Error) => void;
  const promise = new Promise<T>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return {promise, resolve, reject};
}
