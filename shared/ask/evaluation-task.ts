// What `geneglot evaluate` is asked to do, from its options.
import {statSync} from 'node:fs';
import {basename, join} from 'node:path';
import {PROTOCOL_NAMES, type ProtocolName} from '../genes/tokens/masking-protocols.ts';
import {CHANCE} from '../models/baselines/chance.ts';
import type {SourceFile} from '../pipeline/declare/pipeline.ts';
import {expandSources} from '../pipeline/declare/sources.ts';
import {UserError} from '../pipeline/problem.ts';
import type {EvaluationTask} from './evaluation-nodes.ts';

export interface EvaluationOptions {
  test: string;
  old?: string;
  protocol: string[];
  /** Texts NAME=FILE. */
  rankings: string[];
}

/** Shuffles of GSFM's test. */
const HALF_SEEDS = [1, 2, 3, 4, 5];

/** Reads the options; older versions alone ask for additions alone. */
export async function readEvaluationTask(
  {test, old, protocol, rankings}: EvaluationOptions,
  project: string,
): Promise<EvaluationTask> {
  const named = protocol.map(requireProtocol);
  const protocols: ProtocolName[] = named.length === 0 && old !== undefined ? ['additions'] : named;
  if (protocols.includes('additions') && old === undefined) {
    throw new UserError('--protocol additions: expected an older version of the sets, --old FILE');
  }
  return {
    files: await findFiles('--test', test, GMT),
    older: old === undefined ? [] : await findFiles('--old', old, GMT),
    asked: {
      ...(protocols.length > 0 && {protocols}),
      ...(protocols.includes('half') && {seeds: HALF_SEEDS}),
    },
    rankings: await readRankings(rankings),
    project,
  };
}

/** Refuses what the outcome cannot be written to before minutes of scoring, not after them. */
export function requirePlace({out, writePrompts}: {out: string; writePrompts?: string}): void {
  if (writePrompts === undefined) {
    if (statSync(out, {throwIfNoEntry: false})?.isDirectory() ?? true) return;
    throw new UserError(`--out: found the file ${out}, expected a folder\n    Name another path.`);
  }
  if (!statSync(writePrompts, {throwIfNoEntry: false})?.isDirectory()) return;
  throw new UserError(
    `--write-prompts: found the folder ${writePrompts}, expected a file\n    Name a file in it: ${join(writePrompts, 'prompts.gmt')}.`,
  );
}

function requireProtocol(name: string): ProtocolName {
  const known = PROTOCOL_NAMES.find(protocol => protocol === name);
  if (known) return known;
  throw new UserError(`--protocol: found ${name}, expected ${PROTOCOL_NAMES.join(', ')}`);
}

const GMT = {extensions: ['.gmt', '.gmt.gz'], hint: 'Name a GMT file, a glob or a folder of them.'};
const TSV = {extensions: ['.tsv', '.tsv.gz', '.txt'], hint: 'Name one table of rankings.'};

async function findFiles(
  option: string,
  path: string,
  {extensions, hint}: typeof GMT,
): Promise<SourceFile[]> {
  const port = {kind: 'source', many: true, description: 'files', extensions} as const;
  const {files, problems} = await expandSources([path], port, process.cwd(), process.cwd());
  if (problems.length === 0) return files;
  throw new UserError(`${option}: ${problems[0].message}\n    ${hint}`);
}

async function readRankings(texts: readonly string[]): Promise<EvaluationTask['rankings']> {
  const rankings = [];
  const methods = new Set<string>([CHANCE]);
  for (const text of texts) {
    const [, name, path] = /^([A-Za-z0-9][\w.-]*)=(.+)$/.exec(text) ?? [];
    if (name === undefined) {
      throw new UserError(
        `--rankings: found ${text}, expected NAME=FILE with a name of letters, digits, - and _`,
      );
    }
    const method = name.replaceAll('.', '-');
    if (methods.has(method)) {
      throw new UserError(`--rankings: found the name ${method} again, expected each once`);
    }
    methods.add(method);
    const files = await findFiles('--rankings', path, TSV);
    if (files.length !== 1) {
      throw new UserError(
        `--rankings: found ${files.length} files for ${name} (${basename(files[0].path)} and others), expected one`,
      );
    }
    rankings.push({method, file: files[0]});
  }
  return rankings;
}
