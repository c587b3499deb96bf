// Asks the worker's handler as the page does, without a browser.
import {readFileSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {serveQuestions} from '../../../web/compute/serve-questions.ts';
import type {AnswerOf, AskKind, AskOf, FromWorker, Question} from '../../../web/protocol.ts';

const ROOT = resolve(import.meta.dirname, '../../..');
/** The model file that geneglot brings. */
export const OWN_FILE = join(ROOT, 'data/model/human-gene-sets.geneglot');

/** A worker that heard nothing yet. */
export class AskedWorker {
  /** All that it said. */
  readonly said: FromWorker[] = [];
  private readonly handle = serveQuestions(message => {
    // What cannot be cloned cannot be sent.
    this.said.push(structuredClone(message));
  });
  private last = 0;

  /** A worker that has opened geneglot's own model file. */
  static async open(): Promise<AskedWorker> {
    const worker = new AskedWorker();
    await worker.ask('open', ownModel());
    return worker;
  }

  /** The answer; a refusal is thrown. */
  async ask<K extends AskKind>(kind: K, asked: AskOf<K>): Promise<AnswerOf<K>> {
    const {id, done} = this.start(kind, asked);
    await done;
    const last = this.about(id).at(-1);
    if (last && 'answer' in last) return last.answer as AnswerOf<K>;
    throw new Error(
      last && 'refused' in last ? last.refused : `no answer: ${JSON.stringify(last)}`,
    );
  }

  /** Asks and does not wait. */
  start<K extends AskKind>(kind: K, asked: AskOf<K>): {id: number; done: Promise<void>} {
    const id = ++this.last;
    return {id, done: this.handle({...asked, id, ask: kind} as Question)};
  }

  stop(id: number): Promise<void> {
    return this.handle({stop: id});
  }

  /** All that was said about a question. */
  about(id: number): FromWorker[] {
    return this.said.filter(message => message.id === id);
  }
}

/** geneglot's own model file, as a page would send it. */
export function ownModel(): {bytes: ArrayBuffer; name: string} {
  return {bytes: new Uint8Array(readFileSync(OWN_FILE)).buffer, name: 'human-gene-sets.geneglot'};
}
