// A table in plain text: columns aligned by the width of their widest cell.

/** Lines of a table, its header first; `right` says which columns end at the same place. */
export function alignedTable(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  right: readonly boolean[],
): string[] {
  const widths = header.map((title, i) =>
    rows.reduce((width, row) => Math.max(width, [...row[i]].length), title.length),
  );
  return [header, ...rows].map(row =>
    row
      .map((text, i) => {
        const blanks = ' '.repeat(widths[i] - [...text].length);
        return right[i] ? blanks + text : text + blanks;
      })
      .join('  ')
      .trimEnd(),
  );
}

/** At most `width` characters; a longer text ends in an ellipsis. */
export function cutText(text: string, width: number): string {
  const characters = [...text];
  return characters.length > width ? `${characters.slice(0, width - 1).join('')}…` : text;
}

/** The same of a name that may end in an identifier, `response to UV (GO:0009411)`, which stays whole. */
export function cutName(name: string, width: number): string {
  const identifier = / \([A-Z]+:?\d+\)$/.exec(name)?.[0] ?? '';
  const rest = name.slice(0, name.length - identifier.length);
  return cutText(rest, Math.max(1, width - identifier.length)) + identifier;
}

/** A set's name, cut to `width`, with its library behind it. */
export function cutTitle({name, library}: {name: string; library: string}, width: number): string {
  return `${cutName(name, width)} (${library})`;
}
