// Builds the context a stage's run() receives, the same in the runner's child process and when run alone.
import {access} from 'node:fs/promises';
import {inspect} from 'node:util';
import type {ArtifactSummary, Format} from '../../formats/format.ts';
import {isText, mappingOf, optional} from '../checks.ts';
import {shownPath, UserError} from '../problem.ts';
import type {
  AnyStage,
  InputPort,
  LineageEntry,
  PortPaths,
  Progress,
  ReadableArtifact,
  WritableArtifact,
} from '../stage-contract.ts';

export interface ContextOptions {
  /** Name of the stage in its pipeline; the stage file's where it runs alone. */
  name: string;
  inputs: PortPaths;
  outputs: Record<string, string>;
  /** As given; parsed here, so that the stage sees its schema's output. */
  params: Record<string, unknown>;
  stateFolder: string;
  scratchFolder: string;
  lineage: readonly LineageEntry[];
  /** Called when the stage looks at its signal for the first time. */
  openSignal(): AbortSignal;
}

/** Where a stage's progress, messages and metrics go. */
export interface ContextSink {
  progress(progress: Progress): void;
  step(what: string): void;
  log(level: 'info' | 'warn', message: string): void;
  metric(name: string, value: number | string): void;
}

// biome-ignore lint/suspicious/noExplicitAny: the ports' types are known to the stage alone
type AnyContext = any;

/** The context for one run of `stage`. */
export function createContext(
  stage: AnyStage,
  options: ContextOptions,
  sink: ContextSink,
): AnyContext {
  let signal: AbortSignal | undefined;
  return {
    inputs: mapPorts(stage.inputs, (port, name) =>
      openInput(port, options.inputs[name] ?? [], read => during(`reads ${name}`, read, sink)),
    ),
    outputs: mapPorts(stage.outputs, (format, name) =>
      openOutput(format, options.outputs[name], options.name, write =>
        during(`writes ${name}`, write, sink),
      ),
    ),
    params: stage.params.parse(options.params),
    log: {
      info: (message: string) => sink.log('info', message),
      warn: (message: string) => sink.log('warn', message),
    },
    progress: throttle(sink.progress),
    step: sink.step,
    metric: (name: string, value: unknown) => sink.metric(String(name), toMetric(value)),
    stateFolder: options.stateFolder,
    scratchFolder: options.scratchFolder,
    lineage: options.lineage,
    get signal() {
      signal ??= options.openSignal();
      return signal;
    },
  };
}

// A manifest is JSON, which has no NaN and no infinities: a metric that is none of its numbers is kept as text.
function toMetric(value: unknown): number | string {
  return typeof value === 'number' && Number.isFinite(value) ? value : String(value);
}

function mapPorts<P, R>(
  ports: Record<string, P>,
  open: (port: P, name: string) => R,
): Record<string, R> {
  return Object.fromEntries(Object.entries(ports).map(([name, port]) => [name, open(port, name)]));
}

type Around = <T>(work: () => Promise<T>) => Promise<T>;

/** Names a step while it lasts; what comes after it is the stage's own work, until that has a name or an amount. */
async function during<T>(
  what: string,
  work: () => Promise<T>,
  {step}: Pick<ContextSink, 'step'>,
): Promise<T> {
  step(what);
  const result = await work();
  step('computes');
  return result;
}

function openInput(port: InputPort, paths: string[], around: Around): unknown {
  if (!('kind' in port)) return openArtifact(port, paths[0], around);
  if (port.kind === 'many') return paths.map(path => openArtifact(port.format, path, around));
  return port.many ? {paths} : {path: paths[0]};
}

function openArtifact(
  format: Format<unknown>,
  path: string,
  around: Around,
): ReadableArtifact<unknown> {
  return {path, read: () => around(() => format.read(path))};
}

function openOutput(
  format: Format<unknown>,
  path: string,
  stage: string,
  around: Around,
): WritableArtifact<unknown> {
  return {path, write: value => around(() => format.write(path, value, stage))};
}

const PROGRESS_INTERVAL_MS = 100;

// A stage may report every step; the terminal needs ten a second, and always the last and the first of another part.
function throttle(report: (progress: Progress) => void): (progress: Progress) => void {
  let last = Number.NEGATIVE_INFINITY;
  let lastPart: string | undefined;
  return progress => {
    const now = performance.now();
    const part = partOf(progress);
    const isSoon = now - last < PROGRESS_INTERVAL_MS && part === lastPart;
    if (isSoon && progress.done < progress.total) return;
    [last, lastPart] = [now, part];
    report(progress);
  };
}

/** Which part of its work a stage reports about. */
export function partOf({part, unit}: Progress): string {
  return part ?? unit;
}

/** What an output's format says of it, checked: a manifest that holds anything else could not be read again. */
export async function summarizeOutput(
  format: Format<unknown>,
  path: string,
): Promise<ArtifactSummary> {
  const summary: ArtifactSummary = await format.summarize(path);
  const {counts, schema} = Object(summary);
  if (areCounts(counts) && areTypes(schema)) return {counts, ...(schema && {schema})};
  throw new UserError(
    `The format ${format.name}: found ${inspect(summary, {breakLength: Number.POSITIVE_INFINITY})} as the summary of ${shownPath(path)}, expected {counts: {NAME: finite number}, schema: {NAME: text}}\n    Correct its summarize().`,
  );
}

const areCounts = mappingOf(Number.isFinite);
const areTypes = optional(mappingOf(isText));

/** Writes the outputs that run() has left out and that may be absent; refuses to go on without any other. */
export async function completeOutputs(
  stage: AnyStage,
  outputs: Record<string, string>,
): Promise<void> {
  for (const [port, path] of Object.entries(outputs)) {
    if (await exists(path)) continue;
    const format: Format<unknown> = stage.outputs[port];
    if (format.absent === undefined) {
      throw new UserError(
        `Stage ${stage.name} finished without writing its output ${port}: expected ${path}`,
      );
    }
    await format.write(path, format.absent);
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
