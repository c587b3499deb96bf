// Large packed arrays of an HDF5 file, each in a thread of its own: both arrays of a matrix unpack at the same time.
import {availableParallelism} from 'node:os';
import {type ReaderThread, startReader} from '../reader-thread/reader-thread.ts';
import {serveCalls, servesAs} from '../reader-thread/serve-calls.ts';
import type {ArrayStore, Numbers, StoredArray} from './array-store.ts';
import {openHdf5} from './hdf5.ts';

const SERVICE = 'hdf5-array';
/** Where this code lies, not its source: what a stage was compiled to must start itself. */
const {url: OWN_FILE} = import.meta;
/** Values from which a thread is worth its start. */
const LEAST_VALUES = 1 << 22;

/** The store, its large packed arrays with `aside` where there are cores for it; `close` ends what that has started. */
export function withThreads(file: ArrayStore, leastValues = LEAST_VALUES): ArrayStore {
  const threads: ReaderThread[] = [];
  const aside = (name: string, array: StoredArray): StoredArray => {
    const thread = startReader(OWN_FILE, SERVICE, [file.path]);
    threads.push(thread);
    const read = (start: number, end: number) =>
      thread.call<{found: Numbers}>('read', file.path, name, start, end);
    return {...array, numbers: async (start, end) => (await read(start, end)).found};
  };
  return {
    ...file,
    async array(name) {
      const array = await file.array(name);
      const isWorth = array?.isPacked && (array.shape[0] ?? 0) >= leastValues;
      if (!isWorth || availableParallelism() === 1) return array;
      return {...array, aside: () => aside(name, array)};
    },
    close() {
      for (const thread of threads) void thread.end();
      file.close();
    },
  };
}

function serveArray(): void {
  let array: Promise<StoredArray | undefined> | undefined;
  serveCalls(
    {
      async read(path: string, name: string, start: number, end: number) {
        array ??= openHdf5(path).then(file => file.array(name));
        return {found: await (await array)!.numbers(start, end)};
      },
    },
    ['read'],
  );
}

if (servesAs(SERVICE)) serveArray();
