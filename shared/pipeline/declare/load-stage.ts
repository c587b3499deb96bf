// Finds and loads stage files by name; a stage that does not load says why, once.
import {access, readdir} from 'node:fs/promises';
import {basename, dirname, join, resolve} from 'node:path';
import {pathToFileURL} from 'node:url';
import {PACKAGE, resolvePlace} from '../own-package.ts';
import {didYouMean, UserError} from '../problem.ts';
import type {AnyStage} from '../stage-contract.ts';
import {compileStage} from './compiled-stage.ts';

/**
 * The nearest folder that holds a `stages` folder: from the pipeline's folder upward, then from the working
 * directory upward, so that a pipeline file may lie anywhere; `folder` itself when there is none.
 */
export async function findProject(folder: string): Promise<string> {
  return (await findUpward(folder)) ?? (await findUpward(process.cwd())) ?? resolve(folder);
}

async function findUpward(folder: string): Promise<string | undefined> {
  for (let at = resolve(folder); ; at = dirname(at)) {
    if (await exists(join(at, 'stages'))) return at;
    if (dirname(at) === at) return undefined;
  }
}

/**
 * Absolute path of the stage file that `uses` names, relative to the project folder, else to geneglot's package.
 * `stages/NAME` also names a file in a folder of `stages`.
 */
export async function findStageFile(uses: string, project: string): Promise<string> {
  const found = (await findIn(project, uses)) ?? (await findIn(PACKAGE, uses));
  if (found !== undefined) return found;
  const own = (await listStageFiles(project)).map(nameOf);
  const names = [...own, ...(await listStageFiles(PACKAGE)).map(nameOf)];
  const meant = didYouMean(
    uses,
    names.map(name => `stages/${name}`),
  );
  throw new UserError(
    `found no file ${uses}.ts, expected a stage\n    ${meant ?? stagesHint(own)}`,
  );
}

async function findIn(folder: string, uses: string): Promise<string | undefined> {
  const path = resolvePlace(folder, uses);
  for (const candidate of [path, `${path}.ts`]) {
    if (candidate.endsWith('.ts') && (await exists(candidate))) return candidate;
  }
  if (dirname(path) !== join(folder, 'stages')) return undefined;
  const nested = (await listStageFiles(folder)).filter(
    file => nameOf(file) === basename(path, '.ts'),
  );
  if (nested.length <= 1) return nested[0] && join(folder, nested[0]);
  throw new UserError(
    `found ${nested.join(' and ')}, expected one stage of that name\n    Name one by its path with \`uses:\`.`,
  );
}

/** The stage files of the project, in `stages` and in its folders, by their paths in the project, sorted by name. */
export async function listStageFiles(project: string): Promise<string[]> {
  const files = await readdir(join(project, 'stages'), {recursive: true}).catch(() => []);
  return files
    .filter(file => file.endsWith('.ts'))
    .map(file => join('stages', file))
    .sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
}

function nameOf(file: string): string {
  return basename(file, '.ts');
}

let prepare: () => Promise<void> = async () => undefined;

/** What to do before a stage file is imported, where Node does not load TypeScript as it is. */
export function beforeStages(enable: () => Promise<void>): void {
  prepare = enable;
}

/** Imports a stage file, or what it was compiled to, and checks that its default export is a stage. */
export async function loadStage(file: string, compiled?: string): Promise<AnyStage> {
  const module = await importStage(file, compiled).catch(error => {
    throw new UserError(`${file} does not load: ${error instanceof Error ? error.message : error}`);
  });
  if (module.default?.kind !== 'stage') {
    throw new UserError(`${file}: expected \`export default stage(import.meta.url, {…})\``);
  }
  return module.default;
}

// Compiled it loads faster, and a study without packages of its own, as in a container, finds those of geneglot.
// biome-ignore lint/suspicious/noExplicitAny: the caller knows what the file exports
async function importStage(file: string, compiled?: string): Promise<any> {
  return importSource(file, compiled ?? (await compileStage(file))?.module);
}

/** Imports a source file that is named by its path, or what it was compiled to. */
// biome-ignore lint/suspicious/noExplicitAny: the caller knows what the file exports
export async function importSource(file: string, compiled?: string): Promise<any> {
  if (!compiled) await prepare();
  return import(pathToFileURL(compiled ?? file).href);
}

function stagesHint(known: readonly string[]): string {
  return known.length > 0
    ? `The stages are ${known.join(', ')}.`
    : 'Name the file with `uses:`, relative to the folder that holds stages/.';
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
