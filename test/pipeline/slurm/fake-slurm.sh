#!/usr/bin/env bash
# Slurm's commands as far as the runner uses them, by the name it is called by; $FAKE_SLURM is the folder of its jobs.
# While it holds a file `hold`, jobs wait in the queue; while it holds `linger`, they are listed as running after their end.
set -u
jobs=$FAKE_SLURM/jobs
FINAL='COMPLETED|FAILED|CANCELLED'

state_of() { cat "$jobs/$1/state"; }
set_state() { printf '%s\n' "$2" >"$jobs/$1/state.new" && mv "$jobs/$1/state.new" "$jobs/$1/state"; }

submit() {
  local comment='' last='' name names id=1
  for option in "$@"; do
    case $option in
    --version) echo 'slurm 0' && exit ;;
    --comment=*) comment=${option#*=} ;;
    --array=0-*) last=${option##*-} ;;
    esac
  done
  until mkdir "$FAKE_SLURM/number-$id" 2>/dev/null; do id=$((id + 1)); done
  cat >"$FAKE_SLURM/number-$id/script"
  if [ -n "$last" ]; then names=$(seq -f "${id}_%.0f" 0 "$last"); else names=$id; fi
  for name in $names; do
    mkdir -p "$jobs/$name"
    printf '%s\n' "$comment" >"$jobs/$name/comment"
    set_state "$name" PENDING
    "$0" --job "$name" </dev/null >"$jobs/$name/printed" 2>&1 &
  done
  if [ -e "$FAKE_SLURM/lose-answer" ]; then
    rm "$FAKE_SLURM/lose-answer"
    echo 'sbatch: error: Unable to contact slurm controller' >&2
    exit 1
  fi
  echo "$id"
}

run_job() {
  local name=$1 code
  while [ -e "$FAKE_SLURM/hold" ] && [ ! -e "$jobs/$name/cancel" ]; do sleep 0.05; done
  [ ! -e "$jobs/$name/cancel" ] || { set_state "$name" CANCELLED && exit; }
  set_state "$name" RUNNING
  export SLURM_JOB_ID=${name%_*}
  [[ $name != *_* ]] || export SLURM_ARRAY_TASK_ID=${name#*_}
  set -m
  bash "$FAKE_SLURM/number-${name%_*}/script" &
  echo $! >"$jobs/$name/pid"
  wait $!
  code=$?
  while [ -e "$FAKE_SLURM/linger" ] && [ ! -e "$jobs/$name/cancel" ]; do sleep 0.05; done
  if [ -e "$jobs/$name/cancel" ]; then
    set_state "$name" CANCELLED
  elif [ "$code" = 0 ]; then
    set_state "$name" COMPLETED
  else
    set_state "$name" FAILED
  fi
}

list() {
  for job in "$jobs"/*/; do
    [ -e "$job/state" ] || continue
    local name task=N/A
    name=$(basename "$job")
    [[ $name != *_* ]] || task=${name#*_}
    echo "${name%_*}|${name%_*}|$task|$(state_of "$name")|None|$(cat "$job/comment")"
  done
}

cancel() {
  local only='' signal=''
  for option in "$@"; do
    case $option in
    --state=*) only=${option#*=} ;;
    --signal=*) signal=${option#*=} ;;
    -*) ;;
    *)
      local pid
      [[ ! $(state_of "$option") =~ $FINAL ]] || continue
      [ -z "$only" ] || [ "$(state_of "$option")" = "$only" ] || continue
      pid=$(cat "$jobs/$option/pid" 2>/dev/null)
      if [ -n "$signal" ]; then
        [ -z "$pid" ] || kill -s "$signal" "$pid" 2>/dev/null
        continue
      fi
      touch "$jobs/$option/cancel"
      [ -z "$pid" ] || kill -KILL -- "-$pid" 2>/dev/null
      ;;
    esac
  done
}

case $(basename "$0") in
sbatch) if [ "${1-}" = --job ]; then run_job "$2"; else submit "$@"; fi ;;
squeue) list ;;
scancel) cancel "$@" ;;
*) exit 1 ;;
esac
