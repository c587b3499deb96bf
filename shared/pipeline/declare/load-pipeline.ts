// From a pipeline file to a checked graph: every problem is found before anything runs, and all are reported.
import {readdir, stat} from 'node:fs/promises';
import {dirname, join, resolve} from 'node:path';
import {placeOf} from '../own-package.ts';
import {paramNames} from '../param-names.ts';
import {didYouMean, oneOf, PipelineError, type Problem, shownPath, UserError} from '../problem.ts';
import type {DeclaredStage} from '../stage-contract.ts';
import type {Declaration, StageDeclaration} from './declaration.ts';
import {expandForeach} from './expand-foreach.ts';
import {dependenciesOf, sortTopologically} from './graph.ts';
import {findProject, findStageFile, loadStage} from './load-stage.ts';
import {type CodeBounds, findLoaders, requireInside} from './outside-code.ts';
import {type Override, parseOverrides} from './overrides.ts';
import type {DeclaredCache, Pipeline, PipelineNode, StageSettings} from './pipeline.ts';
import {readDeclaration} from './read-declaration.ts';
import {type InputsContext, resolveInputs} from './resolve-inputs.ts';
import {resolveParams} from './resolve-params.ts';
import {resolveSettings} from './resolve-settings.ts';
import {NotRemembered, StageMemory} from './stage-memory.ts';

export interface PipelineOptions {
  /** Path of the pipeline file, relative to the working directory. */
  file: string;
  /** Names of the --profile flags, laid over the file in this order. */
  profile?: readonly string[];
  /** Values of the --set flags. */
  set?: readonly string[];
  /** Root of the artifacts; `artifacts/` in the project by default. */
  artifacts?: string | undefined;
  /** Cache folder shared with others; that of the pipeline file by default. */
  cache?: string | undefined;
  /** Whether the file may name code outside the project. */
  allowOutside?: boolean | undefined;
  /** File with the key that the cache signs by; that of the pipeline file by default. */
  cacheKey?: string | undefined;
}

/** Loads and checks a pipeline; throws a PipelineError with every problem found. */
export async function loadPipeline(options: PipelineOptions): Promise<Pipeline> {
  return load(options, loadStage);
}

/** The same without importing stage files whose declarations are remembered: for commands that run or plan. */
export async function recallPipeline(options: PipelineOptions): Promise<RecalledPipeline> {
  const project = await findProject(dirname(resolve(options.file)));
  const artifacts = artifactsOf(options, project);
  const memory = await StageMemory.open(project, artifacts);
  const texts = join(artifacts, '.cache', 'yaml.json');
  const attempt = (): Promise<Pipeline> => load(options, file => memory.load(file), texts);
  const pipeline = await attempt().catch(error => {
    // Only the stages themselves describe a problem in full, or judge a value that is not remembered.
    if (!(error instanceof NotRemembered || error instanceof PipelineError)) throw error;
    memory.forget();
    return attempt();
  });
  for (const {stage, params} of pipeline.nodes) {
    await memory.learn(stage, params.given, params.resolved);
  }
  return {pipeline, memory};
}

export interface RecalledPipeline {
  pipeline: Pipeline;
  memory: StageMemory;
}

/** Whether any stage of the pipeline's project ever ran; takes no look at the pipeline file. */
export async function hasArtifacts(options: PipelineOptions): Promise<boolean> {
  const folder = artifactsOf(options, await findProject(dirname(resolve(options.file))));
  const names = await readdir(folder).catch(() => []);
  return names.some(name => !name.startsWith('.'));
}

function artifactsOf(options: PipelineOptions, project: string): string {
  return resolve(options.artifacts ?? join(project, 'artifacts'));
}

// What is not there yet may be made; a file in its place would be met by every stage on its own.
async function requireFolder(artifacts: string): Promise<void> {
  const isFolder = await stat(artifacts).then(
    found => found.isDirectory(),
    (error: NodeJS.ErrnoException) => error.code !== 'ENOTDIR',
  );
  if (isFolder) return;
  throw new UserError(
    `${shownPath(artifacts)}: found a file, expected a folder for the artifacts\n    Move it away, or name another folder with --artifacts.`,
  );
}

// Relative to where it was written: the pipeline file's folder, or the working directory for a flag.
function cacheOf(
  options: PipelineOptions,
  {cache, folderOf}: Declaration,
): DeclaredCache | undefined {
  const declared = typeof cache === 'string' ? {folder: cache} : cache;
  const at = (path: string, name: string): string =>
    resolve(folderOf(typeof cache === 'string' ? ['cache'] : ['cache', name]), path);
  const folder = options.cache ? resolve(options.cache) : declared && at(declared.folder, 'folder');
  if (folder === undefined) return undefined;
  // A key that the file demands holds for a cache named by a flag too.
  const keyFile = options.cacheKey
    ? resolve(options.cacheKey)
    : declared?.keyFile && at(declared.keyFile, 'keyFile');
  return {folder, ...(keyFile && {keyFile})};
}

type StageLoader = (file: string) => Promise<DeclaredStage>;

async function load(
  options: PipelineOptions,
  loader: StageLoader,
  texts?: string,
): Promise<Pipeline> {
  const declaration = await readDeclaration(options.file, options.profile, texts);
  const project = await findProject(declaration.folder);
  const artifacts = artifactsOf(options, project);
  await requireFolder(artifacts);
  const {problems} = declaration;
  const expanded = await expandForeach(declaration);
  if (!options.allowOutside) for (const found of findLoaders(declaration)) problems.push(found);
  const bounds = options.allowOutside ? undefined : {project, artifacts};
  const stages = await loadStages(declaration, project, loader, bounds);
  const overrides = parseOverrides(options.set ?? []);
  problems.push(...checkOverrides(overrides, expanded.stages, stages));
  const context = {
    ...{stages, groups: expanded.groups, problems},
    ...{where: declaration.where, folderOf: declaration.folderOf, removed: declaration.removed},
    downloads: join(artifacts, '.downloads'),
  };
  const nodes: PipelineNode[] = [];
  for (const declared of expanded.stages) {
    const stage = stages.get(declaredName(declared));
    if (!stage || declared.malformed) continue;
    const own = overrides.filter(({stage: name}) => namesOf(declared).includes(name));
    const settings = resolveSettings(declared, declaration, problems);
    nodes.push({...(await bindNode(declared, stage, own, context, project)), ...settings});
  }
  const sorted = sortTopologically(nodes);
  if ('cycle' in sorted) problems.push(describeCycle(sorted.cycle, declaration));
  if (problems.length > 0 || !('order' in sorted)) throw new PipelineError(problems);
  const {file, name, executor} = declaration;
  const cache = cacheOf(options, declaration);
  return {
    ...{file, name, project, artifacts, executor},
    ...(cache && {cache}),
    nodes: sorted.order,
  };
}

async function bindNode(
  declared: StageDeclaration,
  stage: DeclaredStage,
  overrides: readonly Override[],
  context: InputsContext,
  project: string,
): Promise<Omit<PipelineNode, keyof StageSettings>> {
  const onParams = overrides.filter(override => paramNames(stage).includes(override.name));
  const inputs = await resolveInputs(declared, stage, overrides, context);
  return {
    name: declared.name,
    ...(declared.item && {group: declared.item.group}),
    uses: placeOf(project, stage.file).replace(/\.ts$/, ''),
    stage,
    inputs,
    params: resolveParams(declared, stage, onParams, context.where, context.problems),
    dependencies: dependenciesOf(inputs),
  };
}

// The declared name by which edges, messages and the stages' files know it.
function declaredName({name, item}: StageDeclaration): string {
  return item?.group ?? name;
}

/** Names by which --set may mean this stage. */
function namesOf(declared: StageDeclaration): string[] {
  return [declared.name, declaredName(declared)];
}

async function loadStages(
  declaration: Declaration,
  project: string,
  loader: StageLoader,
  bounds: CodeBounds | undefined,
): Promise<Map<string, DeclaredStage | undefined>> {
  const {problems} = declaration;
  const loading = new Map<string, Promise<DeclaredStage>>();
  const findAndLoad = async (uses: string): Promise<DeclaredStage> => {
    const file = await findStageFile(uses, project);
    if (bounds) requireInside(file, uses, bounds);
    return loader(file);
  };
  const loadOnce = (uses: string): Promise<DeclaredStage> => {
    const known = loading.get(uses) ?? findAndLoad(uses);
    loading.set(uses, known);
    return known;
  };
  const loaded = await Promise.all(
    declaration.stages.map(async declared => {
      try {
        return await loadOnce(declared.uses);
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        const [message, remedy] = error.message.split('\n    ');
        problems.push({where: whereUses(declared, declaration), message, remedy});
        return undefined;
      }
    }),
  );
  return new Map(declaration.stages.map((declared, index) => [declared.name, loaded[index]]));
}

function whereUses(declared: StageDeclaration, {where}: Declaration): string {
  const isDefault = declared.uses === `stages/${declared.name}`;
  return isDefault
    ? where(['stages', declared.name], 'key')
    : where(['stages', declared.name, 'uses']);
}

function checkOverrides(
  overrides: readonly Override[],
  declared: readonly StageDeclaration[],
  stages: ReadonlyMap<string, DeclaredStage | undefined>,
): Problem[] {
  return overrides.flatMap(({flag, stage: name, name: target}) => {
    const meant = declared.find(candidate => namesOf(candidate).includes(name));
    if (!meant) {
      const names = [...stages.keys()];
      return {
        where: flag,
        message: `found the stage ${name}, expected ${oneOf(names)}`,
        remedy: didYouMean(name, names),
      };
    }
    const stage = stages.get(declaredName(meant));
    if (!stage) return [];
    const ports = stage.inputs;
    const sources = Object.keys(ports).filter(
      port => 'kind' in ports[port] && ports[port].kind === 'source',
    );
    const settable = [...paramNames(stage), ...sources];
    if (settable.includes(target)) return [];
    const isEdge = Object.hasOwn(ports, target);
    return {
      where: flag,
      message: isEdge
        ? `${target} is fed by another stage, expected a parameter or a source input: ${oneOf(settable)}`
        : `found the name ${target}, expected a parameter or a source input of ${name}: ${oneOf(settable)}`,
      remedy: isEdge ? 'Change the edge in the pipeline file.' : didYouMean(target, settable),
    };
  });
}

function describeCycle(cycle: string[], {where}: Declaration): Problem {
  return {
    where: where(['stages', cycle[0].replace(/\[.*/, '')], 'key'),
    message: `found a cycle: ${cycle.join(' → ')}, expected stages to feed only later ones`,
    remedy: 'Remove one of these edges.',
  };
}
