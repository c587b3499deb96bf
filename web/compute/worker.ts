// The worker of the workbench: everything is computed here, so that the page never waits.
import type {FromWorker, ToWorker} from '../protocol.ts';
import {serveQuestions} from './serve-questions.ts';

/** A question of the worker's own; those of the page have other numbers. */
const OWN_QUESTION = -1;
/** Milliseconds in which the page may ask first. */
const PATIENCE = 50;

let asked = 0;
const answer = serveQuestions(post);

addEventListener('message', ({data}: MessageEvent<ToWorker>) => {
  asked++;
  return answer(data);
});

function post(message: FromWorker): void {
  if (message.id === OWN_QUESTION) return;
  postMessage(message);
  if ('answer' in message && 'examples' in message.answer) {
    setTimeout(warmUp, PATIENCE, message.answer.examples[0]?.genes ?? [], asked);
  }
}

/** The first answer takes several times as long as the next ones: it is given before anyone waits for it. */
function warmUp(genes: string[], before: number): void {
  if (asked === before) answer({id: OWN_QUESTION, ask: 'enrich', genes});
}
