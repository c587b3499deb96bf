// What a stage declares of resources, in sbatch's words.
import type {Resources} from '../declare/resources.ts';

/** Seconds before the time limit at which a stage gets the signal to save; Slurm may be up to a minute early or late. */
const WARNING_SECONDS = 120;
/** Below this time limit a warning would come before the stage has done anything worth saving. */
const SHORTEST_WARNED_SECONDS = 4 * WARNING_SECONDS;

/** The options that ask for `resources`. */
export function resourceOptions({cpus, memory, gpus, time}: Resources): string[] {
  return [
    `--cpus-per-task=${cpus}`,
    ...(memory === undefined ? [] : [`--mem=${Math.ceil(memory / 2 ** 20)}M`]),
    ...(gpus > 0 ? [`--gres=gpu:${gpus}`] : []),
    ...(time === undefined ? [] : [`--time=${Math.max(1, Math.ceil(time / 60))}`]),
  ];
}

/**
 * The options that let a stage save before its time runs out and go on after a requeue. No warning is requested where
 * it would come at once, again after each requeue; a time limit among the user's own options is not known to be longer.
 */
export function requeueOptions({time}: Resources, userOptions: readonly string[]): string[] {
  const warned =
    (time === undefined || time >= SHORTEST_WARNED_SECONDS) &&
    !userOptions.some(option => /^(-t|--time\b)/.test(option));
  return [
    ...['--requeue', '--open-mode=append'],
    ...(warned ? [`--signal=B:USR1@${WARNING_SECONDS}`] : []),
  ];
}
