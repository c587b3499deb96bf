// Counts what the data files hold, for the tables of data/README.md.

import type {GeneRecord, GeneSet} from './records.ts';

const LOCUS_GROUPS = ['protein-coding gene', 'non-coding RNA', 'pseudogene', 'other'];

/** Sizes of a collection of gene sets; a size is a number of genes. */
export interface GeneSetCounts {
  sets: number;
  memberships: number;
  distinctGenes: number;
  medianSize: number;
  largest: number;
}

/** Counts sets, memberships and distinct genes; the median of an even number is the mean of two. */
export function countGeneSets(geneSets: GeneSet[]): GeneSetCounts {
  const sizes = geneSets.map(set => set.symbols.length).sort((a, b) => a - b);
  const middle = sizes.length / 2;
  return {
    sets: sizes.length,
    memberships: sizes.reduce((sum, size) => sum + size, 0),
    distinctGenes: new Set(geneSets.flatMap(set => set.symbols)).size,
    medianSize: (sizes[Math.ceil(middle) - 1] + sizes[Math.floor(middle)]) / 2,
    largest: sizes[sizes.length - 1],
  };
}

/** Rows in all, rows of each locus group, and rows with an Ensembl id or an alias. */
export function countGeneTable(genes: GeneRecord[]): number[] {
  return [
    genes.length,
    ...LOCUS_GROUPS.map(group => genes.filter(gene => gene.locusGroup === group).length),
    genes.filter(gene => gene.ensemblIds.length > 0).length,
    genes.filter(gene => gene.aliases.length > 0).length,
  ];
}

/** A Markdown table with its first column left-aligned, the rest right-aligned, all padded. */
export function markdownTable(header: string[], rows: string[][]): string {
  const widths = header.map((_, i) => Math.max(...[header, ...rows].map(row => row[i].length)));
  const pad = (cell: string, i: number) =>
    i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]);
  const rule = widths.map((width, i) =>
    i === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`,
  );
  return [header.map(pad), rule, ...rows.map(row => row.map(pad))]
    .map(cells => `| ${cells.join(' | ')} |`)
    .join('\n');
}

/** The table of the gene-set files; `counts` is by path below data/. */
export function geneSetTable(counts: Map<string, GeneSetCounts>): string {
  const header = ['file', 'sets', 'memberships', 'distinct genes', 'median size', 'largest'];
  const rows = [...counts].map(([path, c]) => [`\`${path}\``, ...Object.values(c).map(String)]);
  return markdownTable(header, rows);
}

/** The table of the gene table's one file. */
export function geneTableTable(path: string, counts: number[]): string {
  const header = ['file', 'rows', ...LOCUS_GROUPS, 'with Ensembl id', 'with alias'];
  return markdownTable(header, [[`\`${path}\``, ...counts.map(String)]]);
}

/** Replaces what stands between `<!-- NAME -->` and `<!-- /NAME -->` by `table`. */
export function replaceBlock(text: string, name: string, table: string): string {
  const [head, rest] = text.split(`<!-- ${name} -->`);
  const tail = rest?.split(`<!-- /${name} -->`)[1];
  if (tail === undefined) throw new Error(`data/README.md lacks the marks of ${name}`);
  return `${head}<!-- ${name} -->\n${table}\n\n<!-- /${name} -->${tail}`;
}
