// Finds the model file that answers where none is named: that of the last run, else the one that geneglot brings.
import {existsSync} from 'node:fs';
import {join} from 'node:path';
import type {PipelineFlags} from '../pipeline/commands/pipeline-flags.ts';
import {recallPipeline} from '../pipeline/declare/load-pipeline.ts';
import {shortKey} from '../pipeline/keys/key.ts';
import {shownPath, UserError} from '../pipeline/problem.ts';
import {readLatest} from '../pipeline/store/read-manifest.ts';
import {ReadingMark} from '../pipeline/store/reading-marks.ts';
import {mayHaveRun, OWN_FILE} from './ask-program.ts';

/** Name of the format of model files. */
const MODEL_FILE = 'model-file';

/** Path of the model file that the last run left; where there is none, of the one that geneglot brings. */
export async function findModelFile(flags: PipelineFlags): Promise<string> {
  const found = (await mayHaveRun(flags)) ? await findOfLastRun(flags, MODEL_FILE) : undefined;
  if (found !== undefined) return shownPath(found);
  if (existsSync(OWN_FILE)) return shownPath(OWN_FILE);
  throw new UserError(
    'found no model file, expected one of the last run\n    Name one with --bundle FILE, or make one: geneglot run bundle-model.',
  );
}

/** Path of the artifact of this format that the last run left; undefined where there is none. */
export async function findOfLastRun(
  flags: PipelineFlags,
  format: string,
): Promise<string | undefined> {
  const {pipeline, memory} = await recallPipeline({...flags, file: flags.pipeline});
  await memory.save();
  const {nodes, artifacts} = pipeline;
  for (const {name} of nodes) {
    const manifest = readLatest(artifacts, name);
    const output = Object.values(manifest?.outputs ?? {}).find(found =>
      found.format.startsWith(`${format}@`),
    );
    if (!manifest || !output) continue;
    ReadingMark.untilExit(artifacts).add(manifest.stage, manifest.key);
    return join(artifacts, name, shortKey(manifest.key), output.file);
  }
  return undefined;
}
