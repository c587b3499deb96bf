// GMT, the gene matrix transposed format of GSEA: one set a line, tab-separated: name, description, genes.
// https://software.broadinstitute.org/cancer/software/gsea/wiki/index.php/Data_formats

/** One line of a GMT file; genes are unique, in the file's order. */
export interface GmtSet {
  name: string;
  description: string;
  genes: string[];
}

/** How often a file leaves the plain form; all of it is tolerated. */
export interface GmtOddities {
  blankLines: number;
  carriageReturns: number;
  missingNames: number;
  emptyFields: number;
  weights: number;
  duplicateGenes: number;
}

/** `GENE,1.0`: the gene and its weight, as Enrichr's older libraries write them. */
const WEIGHTED_GENE = /^([^,]+),\s*[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/i;
/** Longest part of a line shown in an error. */
const SHOWN = 60;

/** Reads a GMT file from pieces of its text; `visit` gets each set as its line is complete. */
export class GmtReader {
  readonly oddities: GmtOddities = {
    blankLines: 0,
    carriageReturns: 0,
    missingNames: 0,
    emptyFields: 0,
    weights: 0,
    duplicateGenes: 0,
  };
  private readonly file: string;
  private readonly visit: (set: GmtSet, line: number) => void;
  private line = 0;
  private sets = 0;
  private pending = '';

  constructor(file: string, visit: (set: GmtSet, line: number) => void) {
    this.file = file;
    this.visit = visit;
  }

  push(text: string): void {
    const lines = (this.pending + text).split('\n');
    this.pending = lines.pop() as string;
    for (const line of lines) this.readLine(line);
  }

  /** Reads the last line; fails when the file held no set at all. */
  end(): void {
    if (this.pending) this.readLine(this.pending);
    this.pending = '';
    if (this.sets === 0) {
      throw new Error(
        `${this.file}: found no gene set; expected GMT lines: name, description and genes, separated by tabs. Leave the file out or replace it.`,
      );
    }
  }

  private readLine(raw: string): void {
    this.line++;
    const text = raw.endsWith('\r') ? raw.slice(0, -1) : raw;
    if (text.length < raw.length) this.oddities.carriageReturns++;
    if (text.trim() === '') {
      this.oddities.blankLines++;
      return;
    }
    const set = parseGmtLine(text, `${this.file}:${this.line}`, this.oddities);
    this.sets++;
    this.visit(set, this.line);
  }
}

/** Parses one line; `place` (file:line) begins the error of a line that is no gene set. */
export function parseGmtLine(line: string, place: string, oddities: GmtOddities): GmtSet {
  const fields = line.split('\t');
  if (fields.length < 3 || line.includes('\0')) throw noGmtError(line, fields, place);
  const name = nameOf(fields[0], place, oddities);
  const genes = new Set<string>();
  for (let i = 2; i < fields.length; i++) addGene(fields[i].trim(), genes, oddities);
  if (genes.size === 0) {
    throw new Error(
      `${place}: set '${shorten(name)}' has no genes (all fields after the description are empty); expected at least one. Remove the line.`,
    );
  }
  return {name, description: fields[1].trim(), genes: [...genes]};
}

/** A set without a name (Enrichr has some) is named after its line, so that it can be found again. */
function nameOf(field: string, place: string, oddities: GmtOddities): string {
  const name = field.trim();
  if (name) return name;
  oddities.missingNames++;
  return `unnamed, line ${place.slice(place.lastIndexOf(':') + 1)}`;
}

function addGene(field: string, genes: Set<string>, oddities: GmtOddities): void {
  if (field === '') {
    oddities.emptyFields++;
    return;
  }
  const weighted = field.includes(',') ? WEIGHTED_GENE.exec(field) : null;
  if (weighted) oddities.weights++;
  const gene = weighted ? weighted[1].trim() : field;
  if (genes.has(gene)) oddities.duplicateGenes++;
  genes.add(gene);
}

/** Says what a line is instead of a gene set, as far as it can be told. */
function noGmtError(line: string, fields: string[], place: string): Error {
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

function shorten(text: string): string {
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
}
