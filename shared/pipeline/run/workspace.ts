// What a run needs of the disk: the store and the remembered hashes, and from them a stage's key fields.
import {stat} from 'node:fs/promises';
import {join} from 'node:path';
import {setTimeout as wait} from 'node:timers/promises';
import type {DeclaredCache, Pipeline, PipelineNode} from '../declare/pipeline.ts';
import type {StageMemory} from '../declare/stage-memory.ts';
import {type FileStamps, stampFiles} from '../keys/file-stamps.ts';
import type {FingerprintCache} from '../keys/fingerprint-cache.ts';
import {HashCache} from '../keys/hash-cache.ts';
import type {InputHash, KeyFields} from '../keys/key-fields.ts';
import {placeOf, resolvePlace} from '../own-package.ts';
import {formatsOf, outputFiles} from '../port-formats.ts';
import {shownPath, UserError} from '../problem.ts';
import type {PortPaths} from '../stage-contract.ts';
import {CacheKey} from '../store/cache-key.ts';
import type {Manifest, SourceRecord} from '../store/manifest.ts';
import {SharedCache} from '../store/shared-cache.ts';
import {type FilesOf, FolderStore} from '../store/store.ts';

/** Time in which another process has replaced an artifact: two renames. */
const REPLACED_MS = 200;

/** Stamps of what a stage reads. */
export interface Watched {
  /** Of sources, upstream outputs and assets. */
  inputs: FileStamps;
  code: FileStamps;
}

/** Manifests of finished stages by stage name. */
export type Finished = ReadonlyMap<string, Manifest>;

/** The open store of one pipeline. */
export class Workspace {
  readonly pipeline: Pipeline;
  readonly store: FolderStore;
  /** The cache folder shared with others, if one is named. */
  readonly cache: SharedCache | undefined;
  readonly #hashes: HashCache;
  readonly #fingerprints: FingerprintCache;

  readonly #memory: StageMemory;

  private constructor(pipeline: Pipeline, memory: StageMemory, hashes: HashCache) {
    this.pipeline = pipeline;
    this.#hashes = hashes;
    this.#memory = memory;
    this.#fingerprints = memory.fingerprints;
    const files = new Map(
      pipeline.nodes.map(({name, stage}) => [name, outputFiles(stage.outputs)]),
    );
    const filesOf: FilesOf = stage => files.get(stage);
    this.store = new FolderStore(pipeline.artifacts, hashes, {filesOf});
    this.cache = pipeline.cache && openCache(pipeline.cache, this.store, filesOf);
  }

  /** The workspace of a pipeline whose stages `memory` has recalled. */
  static async open(pipeline: Pipeline, memory: StageMemory): Promise<Workspace> {
    const file = join(pipeline.artifacts, '.cache', 'files.json');
    return new Workspace(pipeline, memory, await HashCache.open(file));
  }

  /** Writes down what was learned, for the next run; where nothing can be written it is learned again. */
  async close(): Promise<void> {
    await Promise.allSettled([this.#hashes.save(), this.#memory.save()]);
  }

  /** The key fields that are known before upstream has finished. */
  async ownFields({stage, params, env}: PipelineNode): Promise<Omit<KeyFields, 'inputs'>> {
    const {code, assets, packages} = await this.#fingerprints.fingerprint({
      stageFile: stage.file,
      assets: stage.assets ?? [],
      project: this.pipeline.project,
    });
    return {
      params: params.resolved,
      formats: formatsOf(stage),
      ...{code, assets, packages},
      ...(Object.keys(env).length > 0 && {env}),
    };
  }

  /** SHA-256 of a file, read only when something touched it since it was read last. */
  hashOf(path: string): Promise<string> {
    return this.#hashes.hash(path);
  }

  /** Ends the reading of large files, with the reason of `signal`, once it is aborted. */
  endWith(signal: AbortSignal): void {
    this.#hashes.endWith(signal);
  }

  /** Has code looked at again, which may have been edited while earlier stages ran. */
  refresh(): void {
    this.#fingerprints.refresh();
  }

  /** All key fields; every dependency of the node must be in `finished`. */
  async keyFields(node: PipelineNode, finished: Finished): Promise<KeyFields> {
    const inputs: Record<string, InputHash[]> = {};
    for (const [port, input] of Object.entries(node.inputs)) {
      inputs[port] =
        input.kind === 'edges'
          ? input.edges.map(edge => ({
              sha256: manifestOf(edge.stage, finished).outputs[edge.port].sha256,
            }))
          : await Promise.all(
              input.files.map(async ({path, name, download}) => ({
                sha256: download?.sha256 ?? (await this.#hashSource(path)),
                name,
              })),
            );
    }
    return {inputs, ...(await this.ownFields(node))};
  }

  // A source that was found when the pipeline was read may be gone by now.
  async #hashSource(path: string): Promise<string> {
    return this.#hashes.hash(path).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
      throw new UserError(
        `${shownPath(path)}: found no such file any more, expected the source that was there when this run began\n    Put it back, or run again without it.`,
      );
    });
  }

  /** Absolute paths of a node's inputs by port. */
  inputPaths(node: PipelineNode, finished: Finished): PortPaths {
    return mapInputs(node, input =>
      input.kind === 'source'
        ? input.files.map(file => file.path)
        : input.edges.map(edge =>
            this.store.outputPath(manifestOf(edge.stage, finished), edge.port),
          ),
    );
  }

  /** Throws when an upstream output is no more what its stage made in this run. */
  async requireUpstream(node: PipelineNode, finished: Finished): Promise<void> {
    const edges = Object.values(node.inputs).flatMap(input =>
      input.kind === 'edges' ? input.edges : [],
    );
    for (const {stage, port} of edges) {
      const made = manifestOf(stage, finished);
      const {manifest, damage} = await this.#inspectTwice(stage, made.key);
      if (!damage && manifest?.outputs[port]?.sha256 === made.outputs[port].sha256) continue;
      throw new UserError(
        `${stage}.${port}, which ${node.name} reads: found ${damage ?? (manifest ? 'other content than this run has seen' : 'that it is gone')}, expected what stage ${stage} made\n    Another run may have made it anew. Run again.`,
      );
    }
  }

  // Whoever replaces an artifact, or puts one back that was marked as read, does so in a moment.
  async #inspectTwice(stage: string, key: string): ReturnType<FolderStore['inspect']> {
    const found = await this.store.inspect(stage, key);
    if (found.manifest && !found.damage) return found;
    await wait(REPLACED_MS);
    return this.store.inspect(stage, key);
  }

  /** What stands on the disk of all that a stage's process may read and its key speaks of. */
  async watch(node: PipelineNode, {code, assets}: KeyFields, finished: Finished): Promise<Watched> {
    const inProject = (path: string): string => resolvePlace(this.pipeline.project, path);
    const inputs = Object.values(this.inputPaths(node, finished)).flat();
    return {
      inputs: await stampFiles([...inputs, ...Object.keys(assets).map(inProject)]),
      code: await stampFiles(Object.keys(code).map(inProject)),
    };
  }

  /** `stage.port <key>` of a node's edges by port. */
  upstreamOf(node: PipelineNode, finished: Finished): Record<string, string[]> {
    return mapInputs(node, input =>
      input.kind === 'edges'
        ? input.edges.map(
            edge => `${edge.stage}.${edge.port} ${manifestOf(edge.stage, finished).key}`,
          )
        : [],
    );
  }

  /** A node's source files as the manifest records them; downloads must have come. */
  async sourcesOf(node: PipelineNode): Promise<SourceRecord[]> {
    const records: SourceRecord[] = [];
    for (const [port, input] of Object.entries(node.inputs)) {
      for (const {path, download} of input.kind === 'source' ? input.files : []) {
        records.push({
          port,
          path: placeOf(this.pipeline.project, path),
          sha256: await this.#hashes.hash(path),
          bytes: (await stat(path)).size,
          ...(download && {url: download.url}),
        });
      }
    }
    return records;
  }
}

function openCache(
  {folder, keyFile}: DeclaredCache,
  own: FolderStore,
  filesOf: FilesOf,
): SharedCache {
  const signing = keyFile === undefined ? undefined : CacheKey.read(keyFile);
  // Nothing is remembered about files that others may change: each is read in full before it is trusted.
  const shared = new FolderStore(folder, HashCache.empty(), {filesOf, signing});
  return new SharedCache(folder, shared, own, signing ? 'copy' : 'link');
}

function mapInputs<R>(
  node: PipelineNode,
  map: (input: PipelineNode['inputs'][string]) => R,
): Record<string, R> {
  return Object.fromEntries(Object.entries(node.inputs).map(([port, input]) => [port, map(input)]));
}

function manifestOf(stage: string, finished: Finished): Manifest {
  const manifest = finished.get(stage);
  if (!manifest) throw new Error(`stage ${stage} is not finished`);
  return manifest;
}
