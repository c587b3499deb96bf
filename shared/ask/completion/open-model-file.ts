// Opens a model file that a question names.
import {type GeneModel, open} from '../../../run/geneglot.mjs';
import {QuestionError} from '../../answers/question-error.ts';

/** The model in a file; a file that is none is the asker's to mend. */
export async function openModelFile(path: string): Promise<GeneModel> {
  return open(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT')
      throw new QuestionError(`${path}: found no such file, expected a model file`);
    throw new QuestionError(error.message);
  });
}
