// Whether a store holds what its keys say: compared with what runs on this machine make of the same inputs.
import {readdir} from 'node:fs/promises';
import {join} from 'node:path';
import {createProject, type Project} from '../project.ts';

/** Text of each JSON output by its path in the project, which names the stage and the key. */
export type Truth = ReadonlyMap<string, string>;

/** What runs on this machine make of a pipeline, for each content of its source. */
export async function learnTruth(
  pipeline: string,
  source: string,
  contents: readonly string[],
): Promise<Truth> {
  const project = await createProject();
  await project.write('pipeline.yaml', pipeline);
  for (const content of contents) {
    await project.write(source, content);
    const {code, text} = await project.geneglot('run');
    if (code !== 0) throw new Error(text);
  }
  const truth = await readOutputs(project);
  await project.remove();
  return truth;
}

/** Says which output is other than its key says; undefined when all are true. */
export async function findUntrue(project: Project, truth: Truth): Promise<string | undefined> {
  for (const [path, text] of await readOutputs(project)) {
    if (truth.get(path) !== text) return `${path} holds ${text}, expected ${truth.get(path)}`;
  }
  return undefined;
}

async function readOutputs(project: Project): Promise<Map<string, string>> {
  const names = await readdir(project.path('artifacts'), {recursive: true});
  const outputs = names
    .map(name => join('artifacts', name))
    .filter(path => /^artifacts\/[^/]+\/[0-9a-f]{16}\/(?!manifest)[^/]+\.json$/.test(path));
  return new Map(
    await Promise.all(
      outputs.map(async (path): Promise<[string, string]> => [path, await project.read(path)]),
    ),
  );
}
