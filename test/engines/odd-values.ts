// Odd values for functions that take numbers: what may stand in the place of a number or of an array of numbers.

const ODD_NUMBERS = [
  ...[Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  ...[-1, -0.5, 0, 0.5, 1e9, 1e300],
  ...[2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1, 2 ** 32, 2 ** 53],
];

const ODD_TEXTS = ['', 'x', '__proto__', 'constructor', 'x'.repeat(1000)];

type Numbers = Int32Array | Uint32Array | Float32Array;

/** The arguments with one odd value in place of a number, a text or an array somewhere in them, or after them. */
export function disturb(args: unknown[], number: () => number): {args: unknown[]; change: string} {
  const places = [...placesIn(args, [])];
  if (places.length === 0) return {args: [...args, Number.NaN], change: 'one argument more'};
  const {holder, key, path} = pick(places, number);
  const {odd, name} = oddFor(holder[key], number);
  holder[key] = odd;
  return {args, change: `${path.join('.')} ${name}`};
}

interface Place {
  holder: Record<string, unknown>;
  key: string;
  path: string[];
}

function* placesIn(value: unknown, path: string[]): Generator<Place> {
  if (typeof value !== 'object' || value === null || isNumbers(value)) return;
  for (const [key, inner] of Object.entries(value)) {
    const place = {holder: value as Record<string, unknown>, key, path: [...path, key]};
    if (typeof inner === 'number' || typeof inner === 'string' || isNumbers(inner)) yield place;
    else yield* placesIn(inner, place.path);
  }
}

function isNumbers(value: unknown): value is Numbers {
  return ArrayBuffer.isView(value);
}

function oddFor(value: unknown, number: () => number): {odd: unknown; name: string} {
  if (isNumbers(value)) return oddArray(value, number);
  if (typeof value === 'number') return oddNumber(number);
  const odd = pick(ODD_TEXTS, number);
  return {odd, name: `= '${odd.slice(0, 20)}'`};
}

/** One of the list. */
export function pick<T>(list: readonly T[], number: () => number): T {
  return list[Math.floor(number() * list.length)];
}

function oddNumber(number: () => number): {odd: number; name: string} {
  const odd = pick(ODD_NUMBERS, number);
  return {odd, name: `= ${odd}`};
}

function oddArray(array: Numbers, number: () => number): {odd: unknown; name: string} {
  const changes: Record<string, () => unknown> = {
    'one longer': () => new (array.constructor as Int32ArrayConstructor)([...array, 1]),
    'one shorter': () => array.slice(1),
    empty: () => array.slice(0, 0),
    'of 64-bit floats': () => Float64Array.from(array),
    'a plain list': () => [...array],
    shared: () => {
      const shared = new SharedArrayBuffer(array.byteLength);
      const copy = new (array.constructor as Int32ArrayConstructor)(shared);
      copy.set(array);
      return copy;
    },
    resized: () => {
      const buffer = Reflect.construct(ArrayBuffer, [
        array.byteLength,
        {maxByteLength: 2 * array.byteLength + 8},
      ]);
      const copy = new (array.constructor as Int32ArrayConstructor)(buffer);
      copy.set(array);
      buffer.resize(Math.floor((array.length * number()) / 2) * 4);
      return copy;
    },
    detached: () => {
      structuredClone(array.buffer, {transfer: [array.buffer as ArrayBuffer]});
      return array;
    },
  };
  const entry = oddNumber(number);
  changes[`with an entry ${entry.name}`] = () => {
    const copy = array.slice();
    if (copy.length > 0) copy[Math.floor(number() * copy.length)] = entry.odd;
    return copy;
  };
  const name = pick(number() < 0.5 ? Object.keys(changes).slice(-1) : Object.keys(changes), number);
  return {odd: changes[name](), name};
}
