// The worker of the workbench: everything is computed here, so that the page never waits.
import type {ToWorker} from '../protocol.ts';
import {serveQuestions} from './serve-questions.ts';

const answer = serveQuestions(message => postMessage(message));
addEventListener('message', ({data}: MessageEvent<ToWorker>) => answer(data));
