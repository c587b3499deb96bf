// Opens a model file that a question names.
import {type GeneModel, open} from '../../../run/geneglot.mjs';
import {modelFileProblem} from '../../answers/model-file-problem.ts';
import {QuestionError} from '../../answers/question-error.ts';

/** The model in a file; a file that is none is the asker's to mend. */
export async function openModelFile(path: string): Promise<GeneModel> {
  return open(path).catch(error => {
    throw new QuestionError(modelFileProblem(path, error));
  });
}
