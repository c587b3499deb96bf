// A training checkpoint as a folder, replaced whole: weights, AdamW's moments, and where the training stands.
import {mkdir, readFile, rename, rm, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import type {TensorInfo, TensorKind} from '../../engines/contract/engine.ts';
import {
  readSafetensors,
  type Tensors,
  writeSafetensors,
} from '../../formats/safetensors/safetensors.ts';
import type {TrainingState} from '../training/training-loop.ts';

/** What a checkpoint needs of a model of any architecture. */
export interface Checkpointed {
  tensors(): TensorInfo[];
  /** Makes these kinds readable, where they lie in the memory of a device. */
  fetchTensors?(kinds: readonly TensorKind[]): Promise<void>;
  readTensor(name: string, kind?: TensorKind): Float32Array;
  writeTensor(name: string, values: Float32Array, kind?: TensorKind): void;
  stepCount: number;
}

const KINDS: readonly TensorKind[] = ['value', 'moment1', 'moment2'];

/** Writes the model and state to `path`, so that a kill at any instant leaves the old or the new checkpoint whole. */
export async function saveCheckpoint(
  path: string,
  model: Checkpointed,
  state: TrainingState,
): Promise<void> {
  const temporary = `${path}.writing`;
  await rm(temporary, {recursive: true, force: true});
  await mkdir(temporary, {recursive: true});
  for (const kind of KINDS) {
    const tensors = await tensorsOf(model, kind);
    await writeSafetensors(join(temporary, `${kind}.safetensors`), tensors);
  }
  await writeFile(join(temporary, 'state.json'), `${JSON.stringify(state)}\n`);
  const previous = `${path}.previous`;
  await rm(previous, {recursive: true, force: true});
  await rename(path, previous).catch(ignoreMissing);
  await rename(temporary, path);
  await rm(previous, {recursive: true, force: true});
}

/** Loads the checkpoint at `path` into the model; null when there is none. */
export async function loadCheckpoint(
  path: string,
  model: Checkpointed,
): Promise<TrainingState | null> {
  for (const candidate of [path, `${path}.previous`]) {
    const text = await readFile(join(candidate, 'state.json'), 'utf8').catch(ignoreMissing);
    if (text === undefined) continue;
    for (const kind of KINDS) {
      const tensors = await readSafetensors(join(candidate, `${kind}.safetensors`));
      for (const [name, {values}] of tensors) model.writeTensor(name, values, kind);
    }
    const state = JSON.parse(text, reviveInfinity) as TrainingState;
    model.stepCount = state.step;
    return state;
  }
  return null;
}

/** All tensors of one kind, copied out of the engine. */
export async function tensorsOf(model: Checkpointed, kind: TensorKind = 'value'): Promise<Tensors> {
  await model.fetchTensors?.([kind]);
  return new Map(
    model.tensors().map(({name, shape}) => [name, {shape, values: model.readTensor(name, kind)}]),
  );
}

/** JSON has no infinity: what was best before the first evaluation comes back as null. */
function reviveInfinity(key: string, value: unknown): unknown {
  const isBest = key === 'bestValidationLoss' || key === 'bestCriterion';
  return isBest && value === null ? Number.POSITIVE_INFINITY : value;
}

function ignoreMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}
