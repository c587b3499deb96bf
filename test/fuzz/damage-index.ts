// Changes one number of an array that lies in a file as it is: an index that points where nothing is.
import type {Random} from '../../shared/stats/random.ts';
import {pick} from './mutate.ts';

type Numbers = Int32Array | Uint16Array | Uint32Array | BigInt64Array | Float32Array;

/** A copy of the file in which one number of `array`, which it holds once, is one of `values`. */
export function damageIndex(
  file: Uint8Array,
  array: Numbers,
  values: readonly number[],
  random: Random,
): Uint8Array {
  const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
  const at = Buffer.from(file.buffer, file.byteOffset, file.byteLength).indexOf(bytes);
  if (at < 0) throw new Error('the file does not hold the array');
  const changed = array.slice();
  const place = random.int(array.length);
  const value = pick(values, random);
  if (changed instanceof BigInt64Array) changed[place] = BigInt(value);
  else changed[place] = value;
  const copy = Uint8Array.from(file);
  copy.set(new Uint8Array(changed.buffer), at);
  return copy;
}
