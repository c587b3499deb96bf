// What may stand as one name in a path. Every name from a file, a flag, a URL or a manifest passes here before it is
// joined to a folder, so that none of them leads out of it.

/** A folder's name on any file system takes 255 bytes; the runner adds endings of its own, such as `.part`. */
export const LONGEST_NAME_BYTES = 200;

const STAGE = /^[a-z][a-z0-9-]*(\[[A-Za-z0-9_-]+\])?$/;
const PORT = /^[a-z][A-Za-z0-9]*$/;
const KEY = /^[0-9a-f]{64}$/;
const SHORT_KEY = /^[0-9a-f]{16}$/;
/** Separators of any system, and what no terminal should be sent: C0, DEL and C1 controls. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const NOT_IN_FILE_NAMES = /[/\\\u0000-\u001f\u007f-\u009f]/;

/** Whether a text names a stage: `split`, or `import[hallmark]` for one item of a foreach. */
export function isStageName(text: unknown): text is string {
  return typeof text === 'string' && STAGE.test(text) && isShort(text);
}

/** Whether a text names an input or output of a stage: camelCase. */
export function isPortName(text: unknown): text is string {
  return typeof text === 'string' && PORT.test(text) && isShort(text);
}

/** Whether a text is what a file's name may end in: `.json`, `.gmt.gz`, or nothing. */
export function isFileEnding(text: unknown): text is string {
  return typeof text === 'string' && /^(\.[A-Za-z0-9]+)*$/.test(text) && isShort(text);
}

/** Whether a text is a key, 64 hex digits. */
export function isKey(text: unknown): text is string {
  return typeof text === 'string' && KEY.test(text);
}

/** Whether a text is the beginning of a key that names folders, 16 hex digits. */
export function isShortKey(text: unknown): text is string {
  return typeof text === 'string' && SHORT_KEY.test(text);
}

/** Whether a text is the name of a file inside a folder, and not a way to another place. */
export function isFileName(text: unknown): text is string {
  if (typeof text !== 'string' || text === '' || text === '.' || text === '..') return false;
  return !NOT_IN_FILE_NAMES.test(text) && isShort(text);
}

function isShort(text: string): boolean {
  return Buffer.byteLength(text) <= LONGEST_NAME_BYTES;
}
