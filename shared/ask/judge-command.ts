// `geneglot judge`: scores cells that anybody predicted or generated, in a store of its own that is gone afterwards.
import {mkdtemp} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import type {Judgement} from '../cells/perturbations/judge-cells.ts';
import {cellJudgement} from '../formats/cells/cell-judgement.ts';
import {removeAtEnd} from '../formats/remove-at-end.ts';
import {recallPipeline} from '../pipeline/declare/load-pipeline.ts';
import {PACKAGE} from '../pipeline/own-package.ts';
import {shownPath, UserError} from '../pipeline/problem.ts';
import {Capacity} from '../pipeline/run/capacity.ts';
import type {RunEvent} from '../pipeline/run/events.ts';
import {listenForInterrupt} from '../pipeline/run/interrupt.ts';
import {localExecutor} from '../pipeline/run/local-executor.ts';
import {runPipeline} from '../pipeline/run/run-pipeline.ts';
import {Workspace} from '../pipeline/run/workspace.ts';
import {print, printError} from '../pipeline/show/print.ts';
import {plainReporter} from '../pipeline/show/terminal.ts';
import {writeAtomically} from '../pipeline/write-safely.ts';
import {judgementLines, judgementTsv} from './judge/judgement-text.ts';
import {inOwnOptions, type OwnOptions} from './own-options.ts';
import {requireCells} from './require-cells.ts';

export interface JudgeFlags {
  real: string;
  labelColumn: string;
  conditionColumn?: string;
  donorColumn?: string;
  control?: string;
  stimulated?: string;
  untyped?: string;
  fromScratch: boolean;
  seed: number;
  set: string[];
  json: boolean;
  tsv: boolean;
  out?: string;
}

/** What stands for parameters that have an option of their own; `--set` reaches all others. */
const OPTIONS: OwnOptions = {
  source: (value, stage) =>
    stage === 'import-real' ? `--real ${value}` : `geneglot judge ${value}`,
  labelColumn: value => (value === 'null' ? null : `--label-column ${value}`),
  conditionColumn: value => `--condition-column ${value}`,
  donorColumn: value => `--donor-column ${value}`,
  controlLabel: value => `--control ${value}`,
  stimulatedLabel: value => `--stimulated ${value}`,
  untyped: value => `--untyped ${value}`,
};

/** Prints the scores of the predicted file; sets the exit code, 130 after an interrupt. */
export async function judgeCommand(predicted: string, flags: JudgeFlags): Promise<void> {
  if (flags.json && flags.tsv) throw new UserError('--json and --tsv: choose one');
  if (flags.out !== undefined && !/\.(tsv|json)$/.test(flags.out)) {
    throw new UserError(`--out: found ${flags.out}, expected .tsv or .json`);
  }
  for (const file of [predicted, flags.real]) if (!isGlob(file)) requireCells(file);
  const artifacts = await mkdtemp(join(tmpdir(), 'geneglot-judge-'));
  const remove = removeAtEnd(artifacts);
  try {
    const path = await runJudge(settingsOf(predicted, flags), artifacts);
    if (path === undefined) return;
    const judgement = await cellJudgement.read(path);
    if (flags.out !== undefined) await writeScores(flags.out, judgement);
    if (flags.json) print(JSON.stringify(judgement, null, 2));
    else for (const line of (flags.tsv ? judgementTsv : judgementLines)(judgement)) print(line);
  } finally {
    remove();
  }
}

async function writeScores(file: string, judgement: Judgement): Promise<void> {
  const text = file.endsWith('.json')
    ? JSON.stringify(judgement, null, 2)
    : judgementTsv(judgement).join('\n');
  await writeAtomically(file, `${text}\n`);
  printError(`→ ${shownPath(file)}`);
}

/** Whether the path is for the pipeline to expand. */
function isGlob(path: string): boolean {
  return /[*?[\]{}]/.test(path);
}

function settingsOf(predicted: string, flags: JudgeFlags): string[] {
  const {labelColumn, conditionColumn, donorColumn, control, stimulated, untyped, seed, set} =
    flags;
  const given = (name: string, value: string | undefined) =>
    value === undefined ? [] : [`${name}=${JSON.stringify(value)}`];
  return [
    `import-real.source=${flags.real}`,
    `import-predicted.source=${predicted}`,
    ...given('import-real.labelColumn', labelColumn),
    ...given('import-predicted.labelColumn', labelColumn),
    ...given('import-real.conditionColumn', conditionColumn),
    ...given('import-real.donorColumn', donorColumn),
    ...given('judge-cells.controlLabel', control),
    ...given('judge-cells.stimulatedLabel', stimulated),
    ...given('judge-cells.untyped', untyped),
    `judge-cells.madeFromControls=${!flags.fromScratch}`,
    `judge-cells.seed=${seed}`,
    ...set,
  ];
}

/** Where the scores lie; undefined after an interrupt. */
async function runJudge(set: string[], artifacts: string): Promise<string | undefined> {
  const file = join(PACKAGE, 'pipelines/judge.yaml');
  const {pipeline, memory} = await recallPipeline({file, set, artifacts});
  const workspace = await Workspace.open(pipeline, memory);
  const interrupt = listenForInterrupt();
  const failures: string[] = [];
  // Beside the scores on standard output, which may go to a file.
  const shown = plainReporter(line => printError(inOwnOptions(line, OPTIONS)), false);
  const {manifests} = await runPipeline(workspace, {
    selected: new Set(pipeline.nodes.map(({name}) => name)),
    required: new Set(),
    forced: new Set(),
    capacity: Capacity.ofMachine({jobs: undefined, gpus: undefined}),
    executor: localExecutor,
    signal: interrupt.signal,
    sink: (event: RunEvent) => {
      if (event.type === 'stage-failed') failures.push(event.failure.message);
      else if (event.type !== 'stage-skipped') shown.sink(event);
    },
  });
  await workspace.close();
  interrupt.stop();
  if (interrupt.signal.aborted) {
    process.exitCode = 130;
    return undefined;
  }
  if (failures.length > 0) throw new UserError(inOwnOptions(failures.join('\n'), OPTIONS));
  return workspace.store.outputPath(manifests.get('judge-cells')!, 'results');
}
