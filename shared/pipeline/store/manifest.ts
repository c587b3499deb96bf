// The manifest beside every artifact: how it came to be, enough to explain, check and cite it.
import {cpus, hostname} from 'node:os';
import type {ArtifactSummary} from '../../formats/format.ts';
import {
  type Check,
  isCount,
  isMapping,
  isNumber,
  isPlainData,
  isText,
  isTime,
  listOf,
  mappingOf,
  optional,
  shape,
} from '../checks.ts';
import type {KeyFields} from '../keys/key-fields.ts';
import {isKey, isPortName, isStageName} from '../names.ts';
import type {LineageEntry} from '../stage-contract.ts';
import type {StagePart} from '../stage-process/part-clock.ts';

export interface OutputRecord extends ArtifactSummary {
  /** File or folder name inside the artifact's folder. */
  file: string;
  /** `name@version`. */
  format: string;
  sha256: string;
  bytes: number;
}

export interface SourceRecord {
  /** Input port. */
  port: string;
  /** Relative to the project. */
  path: string;
  sha256: string;
  bytes: number;
  url?: string;
}

/** One artifact's record; the fields of its key stand beside it by name. */
export interface Manifest extends KeyFields {
  key: string;
  stage: string;
  uses: string;
  pipeline: string;
  /** Upstream artifacts by input port, as `stage.port <key>`. */
  upstream: Record<string, string[]>;
  sources: SourceRecord[];
  outputs: Record<string, OutputRecord>;
  metrics: Record<string, number | string>;
  host: LineageEntry['host'];
  /** ISO 8601, UTC. */
  startedAt: string;
  seconds: number;
  /** What the time went into, in the order in which the stage came to it; artifacts of before it was measured lack it. */
  parts?: StagePart[];
  peakMemoryBytes: number;
  /** Changes declared to be without effect, so that this artifact stands for their keys too; the latest last. */
  accepted?: Acceptance[];
}

/** A manifest that holds; or what is wrong with the artifact, in words; or neither where there is none. */
export interface Reading {
  manifest?: Manifest;
  damage?: string;
}

/** One `geneglot accept`. */
export interface Acceptance {
  because: string;
  /** ISO 8601, UTC. */
  at: string;
  by: string;
  /** Key of the artifact that was taken over. */
  from: string;
  /** The differences between the two keys, in words. */
  changes: string[];
}

/** Levels of lists and mappings in a value of a parameter; those that people write have a handful. */
const DEEPEST = 64;

const FIELDS: {[Field in keyof Required<Manifest>]: Check} = {
  key: isKey,
  stage: isStageName,
  uses: isText,
  pipeline: isText,
  inputs: mappingOf(listOf(shape({sha256: isKey, name: optional(isText)})), isPortName),
  params: mappingOf(value => isPlainData(value, DEEPEST)),
  formats: mappingOf(isText),
  // What these hold is compared with the key.
  code: mappingOf(isText),
  assets: mappingOf(isText),
  packages: mappingOf(isText),
  env: optional(mappingOf(isText)),
  upstream: mappingOf(
    listOf(value => isText(value) && parseUpstream(value) !== undefined),
    isPortName,
  ),
  sources: listOf(
    shape({port: isPortName, path: isText, sha256: isKey, bytes: isCount, url: optional(isText)}),
  ),
  outputs: mappingOf(
    shape({
      ...{file: isText, format: isText, sha256: isKey, bytes: isCount},
      counts: mappingOf(isNumber),
      schema: optional(mappingOf(isText)),
    }),
    isPortName,
  ),
  metrics: mappingOf(value => isNumber(value) || isText(value)),
  host: shape({name: isText, platform: isText, node: isText, cpu: isText, cores: isNumber}),
  startedAt: isTime,
  seconds: isNumber,
  parts: optional(listOf(shape({name: isText, seconds: isNumber, processorSeconds: isNumber}))),
  peakMemoryBytes: isNumber,
  accepted: optional(
    listOf(shape({because: isText, at: isTime, by: isText, from: isKey, changes: listOf(isText)})),
  ),
};

/** The first field that is not as a manifest has it; undefined when all are, so that the value is a manifest. */
export function findMisshapen(value: unknown): string | undefined {
  const fields = isMapping(value) ? value : {};
  return Object.entries(FIELDS).find(
    ([name, check]) => !check(Object.hasOwn(fields, name) ? fields[name] : undefined),
  )?.[0];
}

/** Stage, port and key of `stage.port <key>`. */
export function parseUpstream(
  text: string,
): {stage: string; port: string; key: string} | undefined {
  const [, stage, port, key] = /^(.+)\.([^.\s]+) (\S+)$/.exec(text) ?? [];
  return isStageName(stage) && isPortName(port) && isKey(key) ? {stage, port, key} : undefined;
}

/** The machine that runs this process. */
export function describeHost(): LineageEntry['host'] {
  const cores = cpus();
  return {
    name: hostname(),
    platform: `${process.platform}-${process.arch}`,
    node: process.version,
    cpu: cores[0]?.model.trim() ?? 'unknown',
    cores: cores.length,
  };
}

/** What a downstream stage gets to know of this artifact. */
export function toLineageEntry(manifest: Manifest): LineageEntry {
  const {stage, uses, key, params, metrics, host, startedAt, seconds, peakMemoryBytes} = manifest;
  const outputs = Object.fromEntries(
    Object.entries(manifest.outputs).map(([port, {format, sha256, counts}]) => [
      port,
      {format, sha256, counts},
    ]),
  );
  const sources = manifest.sources.map(({path, sha256, bytes}) => ({path, sha256, bytes}));
  return {
    ...{stage, uses, key, params, outputs, metrics},
    ...{host, startedAt, seconds, peakMemoryBytes, sources},
  };
}
