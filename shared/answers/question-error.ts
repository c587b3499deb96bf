// Errors that the asker can mend.

/** Name of these errors. */
export const QUESTION_ERROR = 'QuestionError';

/** Told without a stack; known by its name, since runner and program are compiled apart. */
export class QuestionError extends Error {
  override name = QUESTION_ERROR;
}
