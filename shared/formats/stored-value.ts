// What a table can store, and the refusal of what it cannot. A refusal blames the data only after a second look, which
// shares no code with the first, has found the fault too and can say where it is.

/** Kinds of values; `int64` is a whole number up to 2^53. */
export type ValueKind = 'utf8' | 'int32' | 'int64' | 'double' | 'boolean';

/** Code units that a message shows. */
const SHOWN_UNITS = 16;

/**
 * Two looks at one value differed: no fault of the data. The runner repeats a stage that fails with `repeat` once, and
 * the same work most likely succeeds.
 */
class LooksDiffer extends Error {
  override name = 'LooksDiffer';
  readonly repeat = true;
}

/** Whether a value can be stored as one of `kind` and comes back the same. */
export function holds(kind: ValueKind, value: unknown): boolean {
  // UTF-8 has no bytes for half a surrogate pair.
  if (kind === 'utf8') return typeof value === 'string' && value.isWellFormed();
  if (kind === 'int32') return typeof value === 'number' && value === (value | 0);
  if (kind === 'int64') return Number.isSafeInteger(value);
  return typeof value === (kind === 'double' ? 'number' : 'boolean');
}

/**
 * The error for a value that a first look refused as one of `kind`, at home in a column of type `expected`; `place` says
 * where it stands.
 */
export function refuseValue(
  place: string,
  kind: ValueKind,
  value: unknown,
  expected: string = kind,
): Error {
  const found = `${place}: found ${show(value)}`;
  const fault = faultOf(kind, value);
  if (fault === undefined) return looksDiffer(`${found}${unitsOf(value)}, expected ${expected}`);
  return new Error(`${found}, expected ${expected}. ${fault}`);
}

/** The error for a check that said no at first and yes when it was made again. */
export function looksDiffer(what: string): Error {
  return new LooksDiffer(
    `${what}: the first look said no, the second yes. That is a fault of the machine or of the JavaScript engine, not of the data. Repeat it; where it comes again, test the machine's memory.`,
  );
}

/** Why a value cannot be stored as one of `kind`: by its type, then number by number or code unit by code unit. */
function faultOf(kind: ValueKind, value: unknown): string | undefined {
  if (value === null) return 'Declare the column nullable, or write a value.';
  const type = kind === 'utf8' ? 'string' : kind === 'boolean' ? 'boolean' : 'number';
  const found = typeof value;
  if (found !== type) {
    const what = Array.isArray(value) ? 'a list' : `of type ${found}`;
    return `It is ${what}, no ${type}. Write a value of the type, or declare the column as what it holds.`;
  }
  if (typeof value === 'string') return faultOfText(value);
  return typeof value === 'number' && kind !== 'double' ? faultOfWhole(kind, value) : undefined;
}

function faultOfText(text: string): string | undefined {
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (isHigh(unit) && isLow(text.charCodeAt(i + 1))) i++;
    else if (isHigh(unit) || isLow(unit)) {
      return `Code unit ${hex(unit)} at ${i} is half a surrogate pair${unitsOf(text, i)}, which is no text. Mend it at its source.`;
    }
  }
  return undefined;
}

function faultOfWhole(kind: ValueKind, value: number): string | undefined {
  if (Math.floor(value) !== value) return 'It is no whole number. Declare the column as double.';
  if (kind === 'int64') {
    const exact = Math.abs(value) < 2 ** 53;
    return exact ? undefined : 'A number is exact up to 2^53: write more as a text.';
  }
  const inside = value >= -(2 ** 31) && value < 2 ** 31;
  return inside ? undefined : 'It is beyond 32 bits. Declare the column as int64 or double.';
}

function isHigh(unit: number): boolean {
  return unit >> 10 === 0xd800 >> 10;
}

function isLow(unit: number): boolean {
  return unit >> 10 === 0xdc00 >> 10;
}

function hex(unit: number): string {
  return `0x${unit.toString(16).padStart(4, '0')}`;
}

/** The code units of a text, from a few before `place` on. */
function unitsOf(value: unknown, place = 0): string {
  if (typeof value !== 'string') return '';
  const first = Math.max(0, place - SHOWN_UNITS / 2);
  const units = Array.from({length: Math.min(SHOWN_UNITS, value.length - first)}, (_, i) =>
    hex(value.charCodeAt(first + i)),
  );
  return ` (code units from ${first}: ${units.join(' ')})`;
}

/** A value in a message, cut to 80 characters. */
export function show(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'bigint' || typeof value === 'number') return String(value);
  return (JSON.stringify(value) ?? String(value)).slice(0, 80);
}
