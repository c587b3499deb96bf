// What stands in a line of a GMT file instead of a gene set.

/** Longest part of a line shown in an error. */
const SHOWN = 60;

/** Says what a line is instead of a gene set, as far as it shows. */
export function noGmtError(line: string, place: string): Error {
  const fields = line.split('\t');
  const expected = 'expected GMT: name, description and genes, separated by tabs';
  if (line.includes('\0') || line.includes('\uFFFD')) {
    return new Error(`${place}: found binary data; ${expected}. Unpack or export the file as GMT.`);
  }
  if (/^\s*<(!doctype|html|\?xml|head|body)/i.test(line)) {
    return new Error(
      `${place}: found a web page (${shorten(line)}); ${expected}. Download the file itself, not the page about it.`,
    );
  }
  if (fields.length === 1 && (line.match(/[,;]/g)?.length ?? 0) >= 2) {
    return new Error(
      `${place}: found values separated by commas or semicolons (${shorten(line)}); ${expected}. Export the table tab-separated.`,
    );
  }
  if (fields.length === 1) {
    return new Error(
      `${place}: found no tab (${shorten(line)}); ${expected}. Use tabs, not spaces.`,
    );
  }
  return new Error(
    `${place}: set '${shorten(fields[0])}' has no genes (found ${fields.length} fields); ${expected}. Remove the line.`,
  );
}

/** The beginning of a long text. */
export function shorten(text: string): string {
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
}
