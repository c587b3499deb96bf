// Names of genes without what spreadsheets, web pages and word processors put around and into them.

/** Letters that show nothing: zero-width blanks and joiners, soft hyphens, marks of order and direction. */
const INVISIBLE = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]/g;
/** Hyphens and minus signs that are not the one on the keyboard. */
const HYPHENS = /[\u2010-\u2012\u2212\ufe63\uff0d]/g;
/** Separators that end a name without a next one. */
const LOOSE_END = /[,;|]+$/;
/** Several names without blanks in them, between commas, semicolons or bars. */
const JOINED = /^[^\s,;|]+(?:\s*[,;|]\s*[^\s,;|]+)+$/;

/** A name as typed on a keyboard, without blanks, quotes and loose separators around it. */
export function cleanName(text: string): string {
  const typed = text.replace(INVISIBLE, '').replace(HYPHENS, '-').trim();
  return unquote(typed).replace(LOOSE_END, '').trim();
}

/** A field without the quotes around it; two quotes inside stand for one (RFC 4180). */
export function unquote(field: string): string {
  return field.length >= 2 && field.startsWith('"') && field.endsWith('"')
    ? field.slice(1, -1).replaceAll('""', '"').trim()
    : field;
}

/** The names in a field: `TP53,MDM2` holds two. */
export function splitJoined(field: string): string[] {
  return JOINED.test(field) ? field.split(/\s*[,;|]\s*/) : [field];
}
