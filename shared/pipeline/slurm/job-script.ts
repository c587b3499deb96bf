// The batch scripts: a shell that runs a stage's process, hands signals on to it, and writes down how it ended.
import {processCommand} from '../stage-process/process-command.ts';

/**
 * Runs the stage of one state folder. Signals reach the shell alone (`B:` and `--batch`), which asks the stage to
 * save; the exit file appears whole or not at all, once the process is gone. A stage that saved because its time
 * runs out is requeued, and the exit file waits for its last start.
 */
const RUN_STAGE = String.raw`run_stage() {
  local state=$1 job=$1/job code signalled
  exec >>"$state/log.txt" 2>&1
  echo "--- started $(date -u +%FT%TZ) by Slurm job $SLURM_JOB_ID on $(uname -n)"
  rm -rf "$job/exit.json" "$job/outputs"
  mkdir -p "$job/outputs"
  "${'$'}{stage_command[@]}" "$job/request.json" --messages "$job/messages.jsonl" </dev/null &
  child=$!
  trap 'signalled=1; kill -USR1 "$child" 2>/dev/null' USR1
  trap 'signalled=1; kill -TERM "$child" 2>/dev/null' TERM INT
  while :; do
    signalled=
    wait "$child"
    code=$?
    [ -n "$signalled" ] || break
  done
  if [ "$code" = 75 ] && scontrol requeue "$SLURM_JOB_ID"; then exit 0; fi
  printf '{"code": %d, "job": "%s", "restart": %d}\n' "$code" "$SLURM_JOB_ID" "${'$'}{SLURM_RESTART_COUNT:-0}" >"$job/exit.new"
  sync "$job/exit.new"
  mv -f "$job/exit.new" "$job/exit.json"
  return "$code"
}`;

/** The script of one stage, or of an array: task number N runs the N-th state folder. */
export function stageScript(states: readonly string[]): string {
  return [
    ...preamble(),
    `states=(${states.map(quote).join(' ')})`,
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the shell's variable
    'run_stage "${states[${SLURM_ARRAY_TASK_ID:-0}]}"',
    '',
  ].join('\n');
}

export interface WorkerLimits {
  /** Seconds without a request after which the worker ends. */
  idle: number;
  /** Seconds after which it takes no further request. */
  life: number;
}

/**
 * The script of a worker: runs the state folders named by files in `inbox`, one after the other. It closes the inbox
 * by renaming it, which makes a late request fail to arrive instead of getting lost.
 */
export function workerScript(inbox: string, {idle, life}: WorkerLimits): string {
  return [
    ...preamble(),
    `inbox=${quote(inbox)}`,
    `stopped=
child=
trap 'stopped=1; [ -z "$child" ] || kill -TERM "$child" 2>/dev/null' TERM INT
run_next() {
  local request state
  for request in "$1"/*; do
    [ -e "$request" ] || return 1
    state=$(cat "$request")
    rm -f "$request"
    run_stage "$state" &
    child=$!
    while kill -0 "$child" 2>/dev/null; do wait "$child"; done
    child=
    return 0
  done
}
idle=0
while [ -z "$stopped" ] && [ -d "$inbox" ] && [ "$idle" -lt ${idle} ] && [ "$SECONDS" -lt ${life} ]; do
  if run_next "$inbox"; then idle=0; else sleep 1; idle=$((idle + 1)); fi
done
mv "$inbox" "$inbox.closed" 2>/dev/null
while [ -z "$stopped" ] && run_next "$inbox.closed"; do :; done
rm -rf "$inbox.closed"`,
    '',
  ].join('\n');
}

function preamble(): string[] {
  return ['#!/bin/bash', `stage_command=(${processCommand().map(quote).join(' ')})`, RUN_STAGE];
}

/** One word of a shell's command line. */
export function quote(word: string): string {
  return `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
