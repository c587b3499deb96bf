// Opens what annotates: the folder that fit-annotator wrote, or a model file of cells.
import {realpathSync} from 'node:fs';
import {basename, dirname} from 'node:path';
import {modelFileProblem} from '../../answers/model-file-problem.ts';
import {explainFault} from '../../answers/open-checked-model.ts';
import {QuestionError} from '../../answers/question-error.ts';
import {cellAnnotator, type StoredAnnotator} from '../../models/kinds/cell-annotator.ts';
import {cellBundle} from '../../models/kinds/cell-bundle.ts';
import {unpackAnnotator} from '../../models/model-file/pack-annotator.ts';
import {sha256OfFile} from '../../pipeline/keys/hash-file.ts';
import {shortKey} from '../../pipeline/keys/key.ts';
import {blamingFile} from './blaming-file.ts';
import type {AnnotateQuestion} from './question.ts';

export interface OpenedAnnotator {
  stored: StoredAnnotator;
  /** What the copy says of it: the annotator's key; of a file also its name and its SHA-256. */
  provenance: Record<string, string>;
}

/** The annotator; a file that is none is the asker's to mend. */
export async function openAnnotator(model: AnnotateQuestion['model']): Promise<OpenedAnnotator> {
  if ('annotator' in model) {
    const {annotator: folder} = model;
    const stored = await blamingFile(() => cellAnnotator.read(folder));
    return {stored, provenance: {annotator: basename(dirname(realpathSync(folder)))}};
  }
  const {bundle} = model;
  try {
    const read = await cellBundle.read(bundle);
    const made = read.about.origin.find(({uses}) => basename(uses) === 'fit-annotator');
    return {
      stored: unpackAnnotator(bundle, read),
      provenance: {
        ...(made && {annotator: shortKey(made.key)}),
        ...{bundle: basename(bundle), bundle_sha256: await sha256OfFile(bundle)},
      },
    };
  } catch (error) {
    const problem = explainFault(bundle, error) as NodeJS.ErrnoException;
    throw new QuestionError(modelFileProblem(bundle, problem));
  }
}
