// The manifest beside every artifact: how it came to be, enough to explain, check and cite it.
import {cpus, hostname} from 'node:os';
import type {ArtifactSummary} from '../../formats/format.ts';
import type {KeyFields} from '../keys/key-fields.ts';
import type {LineageEntry} from '../stage-contract.ts';

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
  peakMemoryBytes: number;
  /** Changes declared to be without effect, so that this artifact stands for their keys too; the latest last. */
  accepted?: Acceptance[];
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
