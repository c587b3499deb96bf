// The stages of an evaluation: those of the pipeline that import, harmonize, complete, score and report, once more, on
// test sets from outside. Nothing is scored in another way than in the pipeline itself.
import {basename} from 'node:path';
import {dependenciesOf} from '../pipeline/declare/graph.ts';
import {findStageFile, loadStage} from '../pipeline/declare/load-stage.ts';
import type {Edge, NodeInput, PipelineNode, SourceFile} from '../pipeline/declare/pipeline.ts';
import {placeOf} from '../pipeline/own-package.ts';
import {formatOf} from '../pipeline/port-formats.ts';
import {UserError} from '../pipeline/problem.ts';

/** Outside sets are scored whatever they hold: a symbol of no gene stays, hidden, and every method misses it. */
const HARMONIZE_ALL = {minMappedShare: 0, onAmbiguous: 'keep', onUnknown: 'keep'};

/** What is evaluated, and how. */
export interface EvaluationTask {
  /** Files of the test sets, and of older versions of them (none where none are asked for). */
  files: SourceFile[];
  older: SourceFile[];
  /** Parameters of whatever asks about the sets; the pipeline's own where they are absent. */
  asked: {protocols?: readonly string[]; seeds?: readonly number[]};
  /** Rankings by other programs, scored beside the models. */
  rankings: readonly {method: string; file: SourceFile}[];
  /** Folder of the project, from which stages that the pipeline lacks are named. */
  project: string;
}

/**
 * Copies of the pipeline's stages, in topological order, that complete the test sets with every model `there`. Ports that
 * take many take nothing of other stages that are not there.
 */
export async function evaluationNodes(
  nodes: readonly PipelineNode[],
  task: EvaluationTask,
  there: ReadonlySet<string>,
): Promise<PipelineNode[]> {
  const made: PipelineNode[] = [];
  const add = adderTo(made, there);
  const olderSets = await addTestSets(nodes, task, add);
  const models = modelsToComplete(nodes);
  requireOwnNames(task.rankings, new Set(models.map(({method}) => method)));
  for (const {model, method, template} of models) {
    if (!there.has(model.stage)) continue;
    const [port] = portsTaking(template, 'completion-model');
    await add(template, {
      item: model.stage.replace(/[^A-Za-z0-9_-]+/g, '-'),
      inputs: {[port]: {kind: 'edges', many: false, edges: [model]}, ...olderSets},
      params: {method, ...task.asked},
    });
  }
  for (const {method, file} of task.rankings) {
    const template = await asker(nodes, 'stages/outside/read-rankings', task);
    const rankings: NodeInput = {kind: 'source', many: false, files: [file]};
    await add(template, {
      ...{item: method, inputs: {rankings, ...olderSets}},
      params: {method},
    });
  }
  await add(nodeThat(nodes, 'scores completions', node => gives(node, 'set-scores')));
  const leakage = nodes.find(node => gives(node, 'nearest-twins'));
  // The test sets are those from outside; what they are compared with stays what was trained on.
  if (leakage) await add(leakage, {inputs: {training: leakage.inputs.training}});
  await add(nodeThat(nodes, 'writes the report', isReport));
  return made;
}

/** Refuses rankings under the name of a model before anything is scored. */
function requireOwnNames(rankings: EvaluationTask['rankings'], methods: ReadonlySet<string>): void {
  const taken = rankings.find(({method}) => methods.has(method));
  if (!taken) return;
  throw new UserError(
    `--rankings: found the name ${taken.method}, which a model of the pipeline has; expected a name of its own\n    Write another name before ${taken.file.name}.`,
  );
}

/** The stages that write what is shown of the test sets to a file, in place of an evaluation. */
export async function promptNodes(
  nodes: readonly PipelineNode[],
  task: EvaluationTask,
): Promise<PipelineNode[]> {
  const made: PipelineNode[] = [];
  const add = adderTo(made, new Set());
  const inputs = await addTestSets(nodes, task, add);
  await add(await asker(nodes, 'stages/outside/list-prompts', task), {inputs});
  return made;
}

type Add = (template: PipelineNode, changes?: Changes) => Promise<PipelineNode>;

function adderTo(made: PipelineNode[], there: ReadonlySet<string>): Add {
  return async (template, changes = {}) => {
    const node = await copyNode(template, made, there, changes);
    made.push(node);
    return node;
  };
}

/** Adds the import of the test sets, after that of older versions; gives the input that takes these, if there are any. */
async function addTestSets(
  nodes: readonly PipelineNode[],
  {files, older}: EvaluationTask,
  add: Add,
): Promise<Record<string, NodeInput>> {
  const importer = nodeThat(nodes, 'imports gene sets', isImporter);
  const [port] = Object.keys(importer.inputs);
  const addSets = async (own: SourceFile[], changes: Changes) => {
    await add(importer, {...changes, inputs: {[port]: {kind: 'source', many: true, files: own}}});
    return add(harmonizerOf(nodes), {...changes, params: HARMONIZE_ALL});
  };
  const before = older.length > 0 ? [await addSets(older, {item: 'older'})] : [];
  await addSets(files, {});
  const edges = before.flatMap(node => outputsOf(node, 'gene-set-table'));
  return edges.length > 0 ? {olderSets: {kind: 'edges', many: true, edges}} : {};
}

/** A stage of geneglot's own that asks what the pipeline's completer asks, as if the pipeline had it. */
async function asker(
  nodes: readonly PipelineNode[],
  uses: string,
  {asked, project}: EvaluationTask,
): Promise<PipelineNode> {
  const completer = nodeThat(nodes, 'completes gene sets', isCompleter);
  const stage = await loadStage(await findStageFile(`geneglot:${uses}`, project));
  const [vocabulary] = portsTaking(completer, 'vocabulary');
  const [testSets] = portsTaking(completer, 'gene-set-table');
  const inputs = {vocabulary: completer.inputs[vocabulary], testSets: completer.inputs[testSets]};
  const {protocols, seeds, drawnOnce} = completer.params.resolved;
  const params = {protocols, seeds, drawnOnce, ...asked};
  return {
    ...completer,
    ...{uses: placeOf(project, stage.file).replace(/\.ts$/, ''), stage, inputs},
    params: {given: params, resolved: params},
  };
}

/** Stages that train the models that are evaluated, where they were trained. */
export function modelStages(nodes: readonly PipelineNode[]): string[] {
  return [...new Set(modelsToComplete(nodes).map(({model}) => model.stage))];
}

/** The stage that resolves symbols. */
export function harmonizerOf(nodes: readonly PipelineNode[]): PipelineNode {
  return nodeThat(nodes, 'harmonizes symbols', node => gives(node, 'symbol-mapping'));
}

interface Changes {
  /** Names one of several copies. */
  item?: string;
  inputs?: Record<string, NodeInput>;
  params?: Record<string, unknown>;
}

/** A copy of a stage that takes what earlier copies give, and all else from where the stage itself takes it. */
async function copyNode(
  template: PipelineNode,
  made: readonly PipelineNode[],
  there: ReadonlySet<string>,
  {item, inputs: changed = {}, params = {}}: Changes,
): Promise<PipelineNode> {
  const group = `evaluate-${basename(template.uses)}`;
  const bound = Object.entries(template.inputs).map(([port, input]) => [
    port,
    changed[port] ?? rebind(template, port, input, made, there),
  ]);
  const inputs: Record<string, NodeInput> = {...Object.fromEntries(bound), ...changed};
  const {group: _, ...rest} = template;
  const given = {...template.params.given, ...params};
  const {params: schema} = await loadStage(template.stage.file);
  return {
    ...rest,
    name: item === undefined ? group : `${group}[${item}]`,
    ...(item !== undefined && {group}),
    inputs,
    params: {given, resolved: schema.parse(given)},
    dependencies: dependenciesOf(inputs),
  };
}

function rebind(
  {stage}: PipelineNode,
  port: string,
  input: NodeInput,
  made: readonly PipelineNode[],
  there: ReadonlySet<string>,
): NodeInput {
  const format = formatOf(stage.inputs[port]);
  if (!format || input.kind === 'source') return input;
  const edges = made.flatMap(node => outputsOf(node, format.name));
  if (edges.length > 0) return {...input, edges: input.many ? edges : edges.slice(-1)};
  return input.many ? {...input, edges: input.edges.filter(({stage}) => there.has(stage))} : input;
}

/**
 * The models of the pipeline: first those that it completes, in its order and by their names there, then others that
 * are no mere members of one.
 */
function modelsToComplete(
  nodes: readonly PipelineNode[],
): {model: Edge; method: string; template: PipelineNode}[] {
  const completers = nodes.filter(isCompleter);
  const first = nodeThat(nodes, 'completes gene sets', isCompleter);
  const completed = completers.flatMap(template => {
    const input = template.inputs[portsTaking(template, 'completion-model')[0]];
    const edges = input.kind === 'edges' ? input.edges : [];
    const method = String(template.params.resolved.method);
    return edges.map(model => ({model, method, template}));
  });
  const known = new Set(completed.map(({model}) => model.stage));
  const trained = nodes.filter(node => gives(node, 'completion-model'));
  const members = new Set(trained.flatMap(({dependencies}) => [...dependencies]));
  const others = trained
    .flatMap(node => outputsOf(node, 'completion-model'))
    .filter(({stage}) => !known.has(stage) && !members.has(stage))
    .map(model => ({model, method: model.stage, template: first}));
  return [...completed, ...others];
}

function nodeThat(
  nodes: readonly PipelineNode[],
  does: string,
  holds: (node: PipelineNode) => boolean,
): PipelineNode {
  const found = nodes.find(holds);
  if (found) return found;
  throw new UserError(
    `found no stage that ${does}, expected a pipeline that goes from gene sets to a report\n    Name another with --pipeline FILE.`,
  );
}

function isCompleter(node: PipelineNode): boolean {
  return gives(node, 'completions') && portsTaking(node, 'completion-model').length > 0;
}

/** Other stages write pages too. */
function isReport(node: PipelineNode): boolean {
  return gives(node, 'html-page') && portsTaking(node, 'set-scores').length > 0;
}

/** Makes gene sets of files alone. */
function isImporter(node: PipelineNode): boolean {
  const inputs = Object.values(node.inputs);
  return gives(node, 'gene-set-table') && inputs.every(({kind}) => kind === 'source');
}

function outputsOf({name, stage}: PipelineNode, format: string): Edge[] {
  const outputs = Object.entries(stage.outputs);
  return outputs
    .filter(([, found]) => found.name === format)
    .map(([port]) => ({stage: name, port}));
}

function gives(node: PipelineNode, format: string): boolean {
  return outputsOf(node, format).length > 0;
}

function portsTaking({stage}: PipelineNode, format: string): string[] {
  const inputs = Object.entries(stage.inputs);
  return inputs.filter(([, port]) => formatOf(port)?.name === format).map(([name]) => name);
}
