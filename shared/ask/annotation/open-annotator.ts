// Opens what annotates: the folder that fit-annotator wrote, or a model file of cells.
import {modelFileProblem} from '../../answers/model-file-problem.ts';
import {explainFault} from '../../answers/open-checked-model.ts';
import {QuestionError} from '../../answers/question-error.ts';
import {cellAnnotator, type StoredAnnotator} from '../../models/kinds/cell-annotator.ts';
import {cellBundle} from '../../models/kinds/cell-bundle.ts';
import {unpackAnnotator} from '../../models/model-file/pack-annotator.ts';
import {blamingFile} from './blaming-file.ts';
import type {AnnotateQuestion} from './question.ts';

/** The annotator; a file that is none is the asker's to mend. */
export async function openAnnotator(model: AnnotateQuestion['model']): Promise<StoredAnnotator> {
  if ('annotator' in model) return blamingFile(() => cellAnnotator.read(model.annotator));
  const {bundle} = model;
  try {
    return unpackAnnotator(bundle, await cellBundle.read(bundle));
  } catch (error) {
    const problem = explainFault(bundle, error) as NodeJS.ErrnoException;
    throw new QuestionError(modelFileProblem(bundle, problem));
  }
}
