// Options that every command on a pipeline takes.
import type {Command} from 'commander';
import {UserError} from '../problem.ts';
import type {ScheduleFlags} from '../schedule/schedule.ts';

/** The pipeline of a project where no flag names another. */
export const DEFAULT_PIPELINE = 'pipeline.yaml';

/** Adds the options that every command on a pipeline takes. */
export function onPipeline(command: Command): Command {
  const artifacts = process.env.GENEGLOT_ARTIFACTS || undefined;
  return command
    .option('--pipeline <file>', 'the pipeline file', DEFAULT_PIPELINE)
    .option('--profile <name>', 'switch on a profile of the file (repeatable)', collect, [])
    .option(
      '--set <stage.name=value>',
      'override a parameter or a source input (repeatable)',
      collect,
      [],
    )
    .option(
      '--artifacts <folder>',
      'where artifacts are kept (or GENEGLOT_ARTIFACTS); artifacts/ by default',
      artifacts,
    )
    .option(
      '--cache <folder>',
      'cache of artifacts shared with others (or GENEGLOT_CACHE)',
      process.env.GENEGLOT_CACHE || undefined,
    )
    .option('--allow-outside', 'let the file name code outside its project: it runs as you', false)
    .option(
      '--cache-key <file>',
      'key that signs what is given to the cache and taken from it (or GENEGLOT_CACHE_KEY)',
      process.env.GENEGLOT_CACHE_KEY || undefined,
    );
}

/** Gathers the values of a repeated option. */
export function collect(value: string, before: string[]): string[] {
  return [...before, value];
}

/** Refuses options that hold an empty text: a shell's variable that is not set would name the working directory, or no key at all. */
export function refuseEmptyTexts(command: Command): void {
  for (const option of command.options) {
    const values = [command.getOptionValue(option.attributeName())].flat();
    if (!values.includes('')) continue;
    const kind = /[<[](\w+)/.exec(option.flags)?.[1] ?? 'text';
    const path = ['file', 'folder'].includes(kind);
    const expected = path ? 'a path' : kind === 'words' ? kind : `a ${kind}`;
    throw new UserError(`${option.long}: found an empty text, expected ${expected}`);
  }
}

/** Reads a whole number of at least `least`, and at most `most`. */
export function parseCount(
  flag: string,
  least: number,
  most = Number.POSITIVE_INFINITY,
): (text: string) => number {
  const range = most < Number.POSITIVE_INFINITY ? `from ${least} to ${most}` : `≥ ${least}`;
  return text => {
    const count = Number(text);
    if (text.trim() !== '' && Number.isInteger(count) && count >= least && count <= most) {
      return count;
    }
    throw new UserError(`${flag}: found ${text}, expected a whole number ${range}`);
  };
}

/** Options that every command on a pipeline takes. */
export interface PipelineFlags {
  pipeline: string;
  profile: string[];
  set: string[];
  artifacts?: string;
  cache?: string;
  allowOutside: boolean;
  cacheKey?: string;
}

/** What --log takes. */
export type LogFormat = 'text' | 'json';

/** Options of `run` and `stage`. */
export interface RunFlags extends PipelineFlags {
  executor?: string;
  /** Options for every sbatch. */
  sbatch: string[];
  only: string[];
  from: string[];
  force?: true | string[];
  jobs: number | undefined;
  gpus: number | undefined;
  log: LogFormat;
  verbose: boolean;
}

/** Options of `gc`. */
export interface GcFlags extends PipelineFlags {
  keepLast: number;
  dryRun: boolean;
}

/** Options of `export argo`. */
export interface ArgoFlags extends PipelineFlags {
  image: string;
  claim: string;
}

/** Options of `schedule`. */
export type ScheduleCommandFlags = ScheduleFlags &
  Pick<
    RunFlags,
    'profile' | 'set' | 'artifacts' | 'cache' | 'cacheKey' | 'allowOutside' | 'executor' | 'sbatch'
  >;
