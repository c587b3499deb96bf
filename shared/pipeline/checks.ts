// Checks of values that came from JSON, put together to shapes. By hand: a run with nothing to do checks a manifest a
// stage, and a schema takes several times as long on the hundreds of entries of `code`.

/** Whether a value is as it should be. */
export type Check = (value: unknown) => boolean;

export function isText(value: unknown): value is string {
  return typeof value === 'string';
}

export function isNumber(value: unknown): boolean {
  return typeof value === 'number';
}

/** Whether it is a whole number ≥ 0 that a double holds exactly. */
export function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

/** Whether it is a text that names a moment, such as ISO 8601. */
export function isTime(value: unknown): boolean {
  return isText(value) && value.length < 40 && !Number.isNaN(Date.parse(value));
}

export function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

// JSON.parse makes `__proto__` a field like others, but an assignment elsewhere would set the prototype.
function own(mapping: Record<string, unknown>, name: string): unknown {
  return Object.hasOwn(mapping, name) ? mapping[name] : undefined;
}

/** Whether lists and mappings in it lie at most so many levels deep. */
export function isPlainData(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (levels === 0 || Object.hasOwn(value, '__proto__')) return false;
  return Object.values(value).every(entry => isPlainData(entry, levels - 1));
}

/** A mapping of any names, or of those that `isName` takes, to values of one kind. */
export function mappingOf(check: Check, isName: Check = () => true): Check {
  return value =>
    isMapping(value) &&
    Object.keys(value).every(name => name !== '__proto__' && isName(name) && check(value[name]));
}

export function listOf(check: Check): Check {
  return value => Array.isArray(value) && value.every(entry => check(entry));
}

/** A mapping that has these fields, and any others. */
export function shape(fields: Record<string, Check>): Check {
  const checks = Object.entries(fields);
  return value => isMapping(value) && checks.every(([name, check]) => check(own(value, name)));
}

export function optional(check: Check): Check {
  return value => value === undefined || check(value);
}
