// Finds a trained model in the store, and by the manifests behind it the vocabulary and the sets it was trained on.

import {basename, join} from 'node:path';
import {knowsWords, type WordUse} from '../models/kinds/knows-words.ts';
import {MODEL_ROLES} from '../models/kinds/model-roles.ts';
import {nodesNamed} from '../pipeline/declare/graph.ts';
import type {Pipeline, PipelineNode} from '../pipeline/declare/pipeline.ts';
import {readJson} from '../pipeline/json-file.ts';
import {shortKey} from '../pipeline/keys/key.ts';
import {didYouMean, oneOf, shownPath, UserError} from '../pipeline/problem.ts';
import {type Manifest, parseUpstream} from '../pipeline/store/manifest.ts';
import {readArtifact, readLatest} from '../pipeline/store/read-manifest.ts';
import {ReadingMark} from '../pipeline/store/reading-marks.ts';
import type {ModelFiles} from './completion/question.ts';

/** Name of the format of trained models. */
const MODEL = 'completion-model';
/** By kind or else role one of several models answers, best first; what is not named comes last. */
const PREFERRED = ['stack', 'ensemble', 'language model'];
const ROLES = new Map<string | undefined, string>(Object.entries(MODEL_ROLES));

/** Nothing was trained yet. */
export class NoModel extends UserError {}

export interface FoundModel {
  manifest: Manifest;
  /** By its kind, as results have it. */
  role: string;
  files: ModelFiles;
  /** Key of the artifact that holds the vocabulary. */
  vocabularyKey: string;
}

/**
 * The model of the stage asked for, or the best there is by its kind or role, as the last run left it. Where words are to be
 * written, one that was trained to; where they are to be read, such a one if there is any, since names of sets read them, too.
 */
export async function findModel(
  pipeline: Pipeline,
  stage?: string,
  words?: WordUse,
): Promise<FoundModel> {
  const {artifacts} = pipeline;
  const candidates = listModels(pipeline, stage);
  const trained = await Promise.all(candidates.map(node => findTrained(artifacts, node)));
  const all = trained.filter(model => model !== undefined);
  const able =
    words && stage === undefined ? all.filter(({settings}) => knowsWords(words, settings)) : all;
  const found = words === 'read' && able.length === 0 ? all : able;
  const place = ({role, settings: {kind}}: TrainedModel) => {
    const found = PREFERRED.findIndex(name => name === kind || name === role);
    return found < 0 ? PREFERRED.length : found;
  };
  // Of equals the last in order, which may build on those before it.
  const [best] = stage === undefined ? found.reverse().sort((a, b) => place(a) - place(b)) : found;
  if (best) return locate(artifacts, best);
  if (words === 'written') throw noWriter(pipeline, candidates);
  const names = candidates.map(({name}) => name);
  throw new NoModel(
    `found no trained model in ${shownPath(artifacts)}, expected one of stage ${oneOf(names)}\n    Train it first: make all${stage ? `, or geneglot run ${stage}` : ''}.`,
  );
}

/** Stage whose models write names where they are taught to. */
const WORD_STAGE = 'train-gpt';

function noWriter({artifacts}: Pipeline, candidates: readonly PipelineNode[]): UserError {
  const found = `found no trained GPT that writes names in ${shownPath(artifacts)}`;
  const names = candidates
    .filter(({uses}) => basename(uses, '.ts') === WORD_STAGE)
    .map(({name}) => name);
  if (names.length === 0) {
    return new UserError(
      `${found}, and no stage that trains one among ${candidates.map(({name}) => name).join(', ')}\n    Name a stage that uses stages/${WORD_STAGE}, or add one to the pipeline.`,
    );
  }
  return new UserError(
    `${found}, expected one of stage ${oneOf(names)}\n    Train it first: geneglot run ${names[0]}. It needs words: tokenize.minWordNames and ${names[0]}.nameRows above 0.`,
  );
}

/** Stages that write models: those of the name asked for, or all. */
function listModels({nodes, file}: Pipeline, stage: string | undefined): PipelineNode[] {
  const models = nodes.filter(modelPort);
  if (models.length === 0) {
    throw new UserError(
      `${shownPath(file)}: found no stage that trains a model, expected one at least\n    Add one, such as stages/train-gpt.`,
    );
  }
  if (stage === undefined) return models;
  const named = nodesNamed(models, stage);
  if (named.length > 0) return named;
  const known = models.map(({name}) => name);
  throw new UserError(
    `--model: found ${stage}, expected a stage that trains a model: ${oneOf(known)}\n    ${didYouMean(stage, known) ?? 'geneglot graph shows the stages.'}`,
  );
}

type ModelSettings = {kind?: string} & Parameters<typeof knowsWords>[1];

interface TrainedModel {
  manifest: Manifest;
  /** Folder of the model. */
  model: string;
  role: string;
  settings: ModelSettings;
}

async function findTrained(
  artifacts: string,
  node: PipelineNode,
): Promise<TrainedModel | undefined> {
  const manifest = readLatest(artifacts, node.name);
  const port = modelPort(node);
  if (!manifest || !port || !Object.hasOwn(manifest.outputs, port)) return undefined;
  const model = pathOf(artifacts, manifest, port);
  const settings = await readJson<ModelSettings>(join(model, 'model.json'), {});
  const role = ROLES.get(settings.kind) ?? '';
  return {manifest, model, role, settings};
}

function pathOf(artifacts: string, {stage, key, outputs}: Manifest, port: string): string {
  return join(artifacts, stage, shortKey(key), outputs[port].file);
}

function modelPort({stage}: PipelineNode): string | undefined {
  const outputs = Object.entries(stage.outputs);
  return outputs.find(([, format]) => format.name === MODEL)?.[0];
}

async function locate(
  artifacts: string,
  {manifest, role, model}: TrainedModel,
): Promise<FoundModel> {
  const {source, vocabulary} = await findVocabulary(artifacts, manifest);
  const reading = ReadingMark.untilExit(artifacts);
  const training = portOf(source, 'token-shard', 'training');
  const upstream = async (input: string) => {
    const [edge] = source.upstream[input] ?? [];
    const found = edge && (await readEdge(artifacts, edge));
    if (found) {
      reading.add(found.manifest.stage, found.manifest.key);
      return pathOf(artifacts, found.manifest, found.port);
    }
    throw lacking(manifest, `the ${input} of stage ${source.stage}`);
  };
  if (!training)
    throw lacking(manifest, `training tokens beside the vocabulary of ${source.stage}`);
  for (const {stage, key} of [manifest, source]) reading.add(stage, key);
  return {
    ...{manifest, role},
    vocabularyKey: source.key,
    files: {
      model,
      vocabulary: pathOf(artifacts, source, vocabulary),
      training: pathOf(artifacts, source, training),
      trainingSets: await upstream('training'),
      genes: await upstream('genes'),
    },
  };
}

/** The nearest artifact upstream that holds a vocabulary. */
async function findVocabulary(artifacts: string, model: Manifest) {
  const seen = new Set<string>();
  let layer = [model];
  while (layer.length > 0) {
    for (const source of layer) {
      const vocabulary = portOf(source, 'vocabulary');
      if (vocabulary) return {source, vocabulary};
    }
    const edges = [...new Set(layer.flatMap(({upstream}) => Object.values(upstream).flat()))];
    const next = edges.filter(edge => !seen.has(edge));
    for (const edge of next) seen.add(edge);
    const found = await Promise.all(next.map(edge => readEdge(artifacts, edge)));
    layer = found.flatMap(each => (each ? [each.manifest] : []));
  }
  throw lacking(model, 'its vocabulary');
}

function portOf({outputs}: Manifest, format: string, name?: string): string | undefined {
  return Object.keys(outputs).find(
    port => outputs[port].format.startsWith(`${format}@`) && (name === undefined || port === name),
  );
}

/** The artifact that `stage.port KEY` names. */
async function readEdge(artifacts: string, edge: string) {
  const {stage, port, key} = parseUpstream(edge) ?? {};
  const manifest = stage && key && readArtifact(artifacts, stage, key);
  return manifest && port && Object.hasOwn(manifest.outputs, port) ? {manifest, port} : undefined;
}

function lacking({stage, key}: Manifest, what: string): UserError {
  return new UserError(
    `the model of ${stage} (${shortKey(key)}): found nothing of ${what}, expected what it was trained with in the store\n    Bring it up to date: geneglot run ${stage}.`,
  );
}
