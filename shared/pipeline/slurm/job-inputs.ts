// The artifacts that live jobs read: a job outlives the run that marked them.
import {join, relative} from 'node:path';
import {readJson} from '../json-file.ts';
import type {StageRequest} from '../stage-process/stage-request.ts';
import type {StoredThing} from '../store/artifact-folders.ts';
import {nameOf} from '../store/reading-marks.ts';
import {mayHaveJob} from './live-job.ts';

/** Artifacts of the store at `root` that jobs of these states may yet read, named as by `nameOf`. */
export async function artifactsReadByJobs(
  root: string,
  things: readonly StoredThing[],
): Promise<Set<string>> {
  const names = new Set<string>();
  for (const {kind, path, digits} of things) {
    if (kind !== 'state' || !(await mayHaveJob(path, digits))) continue;
    const request = await readJson<Partial<StageRequest>>(join(path, 'job', 'request.json'), {});
    for (const input of Object.values(request.inputs ?? {}).flat()) {
      const [stage, key] = relative(root, input).split('/');
      if (key) names.add(nameOf(stage, key));
    }
  }
  return names;
}
