// Errors that the asker can mend.
import {QUESTION_ERROR} from './question.ts';

/** Told without a stack; known by its name, since runner and program are compiled apart. */
export class QuestionError extends Error {
  override name = QUESTION_ERROR;
}
