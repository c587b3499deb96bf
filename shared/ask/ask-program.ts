// Starts a program that answers, by its path, as stages are started, so that the runner stays small.
import {existsSync} from 'node:fs';
import {join} from 'node:path';
import {QUESTION_ERROR} from '../answers/question-error.ts';
import {DEFAULT_PIPELINE, type PipelineFlags} from '../pipeline/commands/pipeline-flags.ts';
import {compileStage} from '../pipeline/declare/compiled-stage.ts';
import {hasArtifacts} from '../pipeline/declare/load-pipeline.ts';
import {importSource} from '../pipeline/declare/load-stage.ts';
import {UserError} from '../pipeline/problem.ts';

/** The model file that geneglot brings; answers where no model was trained yet. */
export const OWN_FILE = join(import.meta.dirname, '../../data/model/human-gene-sets.geneglot');

/**
 * Whether a run may have left a model: false where no stage of the pipeline ever ran, or where there is no pipeline at
 * all, as in an empty folder. A file that was named and is not there is for the pipeline's reader to refuse.
 */
export async function mayHaveRun({pipeline, artifacts}: PipelineFlags): Promise<boolean> {
  if (!existsSync(pipeline)) return pipeline !== DEFAULT_PIPELINE;
  return hasArtifacts({file: pipeline, artifacts});
}

/** The function of this name that a program exports; what the asker can mend is thrown as a UserError. */
export async function loadProgram<Question, Reply>(
  program: string,
  name: string,
): Promise<(question: Question) => Promise<Reply>> {
  const compiled = await compileStage(program);
  const module = await importSource(program, compiled?.module);
  return question => module[name](question).catch(blameAsker);
}

function blameAsker(error: unknown): never {
  throw error instanceof Error && error.name === QUESTION_ERROR
    ? new UserError(error.message)
    : error;
}
