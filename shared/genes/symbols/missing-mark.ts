// Fields that hold no gene: what programs write where a value is missing, and numbers.

/** R, pandas, spreadsheets and databases; three of these are also other names of genes (SCN11A, XK, CBLIF). */
const MISSING =
  /^(?:[-+]?nan|[-+]?inf(?:inity)?|na|n\/a|n\.a\.?|#n\/a(?: n\/a)?|<na>|na_character_|none|null|\(null\)|nil|undefined|missing|unknown|true|false|[-–—]+|[.…]+|\?+|_+|\*+|""|''|\\n|[-+]?1\.#(?:ind|inf|qnan|snan)0*|#(?:ref|name|value|num|null|div\/0|spill|calc)[!?])$/i;
/** pandas' mark of a missing time; `NAT` in capitals is another name of BRD2. */
const MISSING_TIME = 'NaT';
/** Without a sign or a point, an exponent belongs to a clone such as 9130022E09. */
const NUMBER = /^[-+]?(?:\d+[.,]?\d*|[.,]\d+)(?:e[-+]\d+)?$|^[-+]?\d*[.,]\d+e\d+$/i;
/** An id that a program took for a number may end in `.0`. */
const INTEGER = /^([1-9]\d*)(?:\.0*)?$/;

/** What a field holds: a name, no value, a number that may be an id (NCBI Gene), or another number. */
export type FieldKind = 'name' | 'missing' | 'integer' | 'number';

/** Says what a field without blanks around it holds. */
export function kindOfField(text: string): FieldKind {
  if (MISSING.test(text) || text === MISSING_TIME) return 'missing';
  if (INTEGER.test(text)) return 'integer';
  return NUMBER.test(text) ? 'number' : 'name';
}

/** Whether a text stands for no value, and so for no gene, though a gene may have it as another name. */
export function isMissingMark(text: string): boolean {
  return MISSING.test(text);
}

/** `7157.0` as `7157`; undefined for what is no whole number above 0. */
export function readInteger(text: string): string | undefined {
  return INTEGER.exec(text)?.[1];
}

/** Whether numbers among so many fields are ids: scores and counts stand beside names, ids among themselves. */
export function areIds(integers: number, fields: number): boolean {
  return 2 * integers > fields;
}

/** The names of a list without what holds no gene. */
export function leaveOutMissing(names: readonly string[]): string[] {
  const kinds = names.map(kindOfField);
  const count = (wanted: FieldKind) => kinds.filter(kind => kind === wanted).length;
  const numbers = areIds(count('integer'), names.length - count('missing'));
  return names.filter((_, i) => kinds[i] === 'name' || (numbers && kinds[i] === 'integer'));
}
