// Tells faults of files from faults of this program.
import {QuestionError} from '../../answers/question-error.ts';

/** What a file cannot be read for is for its owner to mend; a fault of this program keeps its stack. */
export async function blamingFile<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Error && error.constructor === Error)
      throw new QuestionError(error.message);
    throw error;
  }
}
