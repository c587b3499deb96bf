// What stage files declare, remembered by their code, so that a run with nothing to do imports no stage.
// A remembered stage has everything but functions; whoever needs more gets `NotRemembered` and loads the file.
import {join} from 'node:path';
import type {Format} from '../../formats/format.ts';
import {isMapping, isNumber, isText, listOf, mappingOf, optional, shape} from '../checks.ts';
import {readMapping, survivesJson} from '../json-file.ts';
import {FingerprintCache} from '../keys/fingerprint-cache.ts';
import {sha256Of} from '../keys/hash-file.ts';
import {canonicalJson} from '../keys/key.ts';
import {isFileEnding, isPortName} from '../names.ts';
import {paramNames} from '../param-names.ts';
import type {DeclaredStage, InputPort, ParamsCheck} from '../stage-contract.ts';
import {writeJsonAtomically} from '../write-safely.ts';
import {loadStage} from './load-stage.ts';

/** Parameter values remembered for one stage file; more would only make the file slow to read. */
const MAX_VALUES = 5000;

interface RememberedStage {
  /** Hash over the code that declared it. */
  code: string;
  /** Name, ports and the rest, as far as JSON can hold it. */
  declared: Omit<DeclaredStage, 'params'>;
  paramNames: string[];
  /** Parameters with defaults, by the values given. */
  resolved: Record<string, Record<string, unknown>>;
}

const areRemembered = mappingOf(
  shape({
    code: isText,
    declared: shape({
      ...{kind: isText, name: isText, file: isText, summary: isText},
      inputs: mappingOf(isMapping, isPortName),
      outputs: mappingOf(
        shape({name: isText, version: isNumber, extension: isFileEnding}),
        isPortName,
      ),
      assets: optional(listOf(isText)),
    }),
    paramNames: listOf(isText),
    resolved: mappingOf(isMapping),
  }),
);

/** Thrown where only the stage's own file has the answer. */
export class NotRemembered extends Error {}

/** Stages by file: remembered ones until `forget`, loaded ones after. */
export class StageMemory {
  readonly fingerprints: FingerprintCache;
  readonly #project: string;
  readonly #file: string;
  readonly #remembered: Map<string, RememberedStage>;
  #mayRecall = true;
  #changed = false;

  private constructor(
    project: string,
    file: string,
    fingerprints: FingerprintCache,
    remembered: Map<string, RememberedStage>,
  ) {
    this.#project = project;
    this.#file = file;
    this.fingerprints = fingerprints;
    this.#remembered = remembered;
  }

  static async open(project: string, artifacts: string): Promise<StageMemory> {
    const cache = join(artifacts, '.cache');
    const file = join(cache, 'stages.json');
    const [fingerprints, remembered] = await Promise.all([
      FingerprintCache.open(join(cache, 'code.json')),
      readMapping<RememberedStage>(file, areRemembered),
    ]);
    return new StageMemory(project, file, fingerprints, new Map(Object.entries(remembered)));
  }

  /** The stage of a file, without importing it when its code is the one remembered. */
  async load(file: string): Promise<DeclaredStage> {
    const remembered = this.#remembered.get(file);
    if (this.#mayRecall && remembered && (await this.#isCurrent(file, remembered))) {
      return recall(remembered);
    }
    return loadStage(file);
  }

  /** From now on every stage is loaded from its file. */
  forget(): void {
    this.#mayRecall = false;
  }

  /** Remembers a loaded stage and what its parameters came to. */
  async learn(
    stage: DeclaredStage,
    given: unknown,
    resolved: Record<string, unknown>,
  ): Promise<void> {
    if ('recalled' in stage || !survivesJson(resolved)) return;
    const code = await this.#codeOf(stage.file, stage.assets ?? []).catch(() => undefined);
    if (!code) return;
    let entry = this.#remembered.get(stage.file);
    if (entry?.code !== code) entry = describe(stage, code);
    if (Object.keys(entry.resolved).length >= MAX_VALUES) entry.resolved = {};
    entry.resolved[canonicalJson(given)] = resolved;
    this.#remembered.set(stage.file, entry);
    this.#changed = true;
  }

  /** Writes down what was learned of stages and of their code; where nothing can be written it is learned again. */
  async save(): Promise<void> {
    await Promise.allSettled([this.fingerprints.save(), this.#saveStages()]);
  }

  async #saveStages(): Promise<void> {
    if (this.#changed) await writeJsonAtomically(this.#file, Object.fromEntries(this.#remembered));
    this.#changed = false;
  }

  async #isCurrent(file: string, {code, declared}: RememberedStage): Promise<boolean> {
    return (await this.#codeOf(file, declared.assets ?? []).catch(() => undefined)) === code;
  }

  async #codeOf(stageFile: string, assets: readonly string[]): Promise<string> {
    const request = {stageFile, assets, project: this.#project};
    const {code, packages} = await this.fingerprints.fingerprint(request);
    return sha256Of(canonicalJson({code, packages}));
  }
}

function describe(stage: DeclaredStage, code: string): RememberedStage {
  const {kind, name, file, summary, inputs, outputs, assets} = stage;
  const declared = {
    ...{kind, name, file, summary, inputs: mapPorts(inputs), outputs: mapPorts(outputs)},
    ...(assets && {assets}),
  };
  return {code, declared, paramNames: paramNames(stage), resolved: {}};
}

function mapPorts<P extends InputPort>(ports: Record<string, P>): Record<string, P> {
  return Object.fromEntries(
    Object.entries(ports).map(([name, port]) => [name, describePort(port) as P]),
  );
}

function describePort(port: InputPort): unknown {
  if (!('kind' in port)) return describeFormat(port);
  return port.kind === 'many' ? {...port, format: describeFormat(port.format)} : port;
}

function describeFormat({name, version, extension}: Format<unknown>): unknown {
  return {name, version, extension};
}

// The parameters answer for the values seen before; anything else only the schema itself can judge.
function recall({
  declared,
  paramNames: names,
  resolved,
}: RememberedStage): DeclaredStage & {recalled: true} {
  const params = {
    shape: Object.fromEntries(names.map(name => [name, true])),
    safeParse(given: unknown): ReturnType<ParamsCheck['safeParse']> {
      const data = resolved[canonicalJson(given)];
      if (!data) throw new NotRemembered();
      return {success: true, data: structuredClone(data)};
    },
  };
  return {...declared, params, recalled: true};
}
