/** A Markdown table with its first column to the left and all others, numbers, to the right. */
export function toTable(head: string[], rows: string[][]): string {
  const line = (cells: string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map((_, i) => (i === 0 ? '-' : '-:'))), ...rows.map(line)].join(
    '\n',
  );
}
