// Opens a model file that a question names.
import {readFile} from 'node:fs/promises';
import {GeneModel} from '../../../run/geneglot.mjs';
import {modelFileProblem} from '../../answers/model-file-problem.ts';
import {openCheckedModel} from '../../answers/open-checked-model.ts';
import {QuestionError} from '../../answers/question-error.ts';

/** The model in a file; a file that is none is the asker's to mend. */
export async function openModelFile(path: string): Promise<GeneModel> {
  try {
    return await openCheckedModel(await readFile(path), path, GeneModel);
  } catch (error) {
    throw new QuestionError(modelFileProblem(path, error as NodeJS.ErrnoException));
  }
}
