// Ends calls of libraries that do not come back from a damaged file, in the thread that makes them.
import {type Context, createContext, Script} from 'node:vm';

/** Silence after which a reader is given up, in seconds; `GENEGLOT_READER_SECONDS` says another. */
const PATIENCE_SECONDS = 60;

export function patienceSeconds(): number {
  return Number(process.env.GENEGLOT_READER_SECONDS) || PATIENCE_SECONDS;
}

const script = new Script('call()');
const scope = {call: (): void => {}};
let context: Context | undefined;

/** What `call` gives; fails where it takes longer than the patience. A tenth of a millisecond is lost for each call. */
export function limitTime<T>(call: () => T): T {
  let result: {value: T} | undefined;
  scope.call = () => {
    result = {value: call()};
  };
  context ??= createContext(scope);
  try {
    script.runInContext(context, {timeout: patienceSeconds() * 1000});
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error;
    throw new Error(`the reader did not come back within ${patienceSeconds()} s`);
  }
  return result!.value;
}
