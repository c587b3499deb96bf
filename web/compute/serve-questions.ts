// Answers the page's questions, one step after another: between steps others are heard, so that a long answer can be
// stopped and a short one overtakes it.
import {isFault} from '../../shared/answers/open-checked-model.ts';
import {QuestionError} from '../../shared/answers/question-error.ts';
import type {Step} from '../../shared/answers/step.ts';
import type {AnswerOf, AskKind, FromWorker, Progress, Question, ToWorker} from '../protocol.ts';
import {compareLists} from './compare-lists.ts';
import {completeList, completeSets} from './complete-list.ts';
import {describeGene} from './describe-gene.ts';
import {enrichGenes} from './enrich-genes.ts';
import {explainGene} from './explain-gene.ts';
import {fitGenes} from './fit-genes.ts';
import {openModel} from './open-model.ts';
import {orderMatrix} from './order-matrix.ts';
import {parseFile} from './parse-file/parse-file.ts';
import {readText} from './read-text.ts';
import type {Session} from './session.ts';

/** Milliseconds that a question works before others are heard. */
const SLICE = 30;

type Asked = Exclude<AskKind, 'open'>;

const ANSWERS: {
  [K in Asked]: (
    session: Session,
    ask: Question<K>,
    step: Step,
  ) => AnswerOf<K> | Promise<AnswerOf<K>>;
} = {
  read: readText,
  parse: parseFile,
  complete: completeList,
  'complete-sets': completeSets,
  explain: explainGene,
  fit: fitGenes,
  enrich: enrichGenes,
  matrix: orderMatrix,
  gene: describeGene,
  compare: compareLists,
};

/** What each question counts. */
const UNITS: Partial<Record<AskKind, Progress['unit']>> = {
  read: 'genes',
  'complete-sets': 'sets',
  fit: 'genes',
  gene: 'sets',
  compare: 'lists',
};

/** The handler of the page's messages; it answers by `post`. */
export function serveQuestions(
  post: (message: FromWorker) => void,
): (message: ToWorker) => Promise<void> {
  let opening: Promise<Session | undefined> = Promise.resolve(undefined);
  const running = new Set<number>();

  /** A question waits for the model file that is being opened; where that fails, the one before stays. */
  async function answer(question: Question, step: Step): Promise<AnswerOf<AskKind>> {
    if (question.ask === 'open') {
      const before = opening;
      const opened = openModel(question);
      opening = opened.then(
        ({session}) => session,
        () => before,
      );
      return (await opened).answer;
    }
    const session = await opening;
    if (!session) throw new QuestionError('found no model file, expected one to be opened first');
    return ask(session, question, step);
  }

  return async message => {
    if ('stop' in message) {
      running.delete(message.stop);
      return;
    }
    const {id} = message;
    running.add(id);
    try {
      const step = stepOf(message, post, () => running.has(id));
      const answered = await answer(message, step);
      post(running.has(id) ? {id, answer: answered} : {id, stopped: true});
    } catch (error) {
      post(error instanceof Stopped ? {id, stopped: true} : {id, refused: sentenceOf(error)});
    } finally {
      running.delete(id);
    }
  };
}

function ask<K extends Asked>(
  session: Session,
  question: Question<K>,
  step: Step,
): AnswerOf<K> | Promise<AnswerOf<K>> {
  const answer = ANSWERS[question.ask as K];
  return answer(session, question, step);
}

class Stopped extends Error {}

/** Reports how far a question is, and hears other messages, once in a slice of time. */
function stepOf(
  {id, ask: kind}: Question,
  post: (message: FromWorker) => void,
  isWanted: () => boolean,
): Step {
  let since = performance.now();
  return async (done, of) => {
    if (performance.now() - since < SLICE) return;
    post({id, progress: {done, of, unit: UNITS[kind] ?? 'steps'}});
    await new Promise(resolve => setTimeout(resolve));
    if (!isWanted()) throw new Stopped();
    since = performance.now();
  };
}

/** An error in one line; a fault of the program says so. */
function sentenceOf(error: unknown): string {
  const {message} = error as Error;
  if (isFault(error)) {
    return `This question met a fault of geneglot (${message}). Please report it with what you asked.`;
  }
  const line = message.replace(/\n\s*/g, '. ').replace(/^found/, 'Found');
  return line.endsWith('.') ? line : `${line}.`;
}
