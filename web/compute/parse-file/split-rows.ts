// Rows of a table in text: fields between separators, quoted where they hold one (RFC 4180, with any separator).

/** The fields of one row after another; blank lines are left out. A quote that is never closed ends with its line. */
export function* splitRows(text: string, separator: string): Generator<string[]> {
  for (let at = 0; at < text.length; ) {
    const end = lineEnd(text, at);
    const line = text.slice(at, end);
    if (!line.includes('"')) {
      if (line.trim() !== '') yield line.split(separator);
      at = end + 1;
    } else {
      const row = quotedRow(text, at, separator) ?? {fields: line.split(separator), next: end + 1};
      yield row.fields;
      at = row.next;
    }
  }
}

/** A row with quotes, which may hold ends of lines; undefined where a quote is not closed. */
function quotedRow(
  text: string,
  start: number,
  separator: string,
): {fields: string[]; next: number} | undefined {
  const fields: string[] = [];
  for (let at = start; ; at++) {
    const field = text[at] === '"' ? quotedField(text, at) : plainField(text, at, separator);
    if (field === undefined) return undefined;
    fields.push(field.value);
    at = field.next;
    if (text[at] !== separator) return {fields, next: lineEnd(text, at) + 1};
  }
}

function quotedField(text: string, start: number): {value: string; next: number} | undefined {
  let value = '';
  for (let at = start + 1; ; ) {
    const end = text.indexOf('"', at);
    if (end < 0) return undefined;
    value += text.slice(at, end);
    if (text[end + 1] !== '"') return {value, next: end + 1};
    value += '"';
    at = end + 2;
  }
}

function plainField(text: string, start: number, separator: string): {value: string; next: number} {
  const found = text.indexOf(separator, start);
  const next = Math.min(found < 0 ? text.length : found, lineEnd(text, start));
  return {value: text.slice(start, next), next};
}

function lineEnd(text: string, start: number): number {
  const end = text.indexOf('\n', start);
  return end < 0 ? text.length : end;
}
