// Checks that the embedded data are whole, well formed, and as data/README.md describes them.

import {createHash} from 'node:crypto';
import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {gunzipSync} from 'node:zlib';
import {describe, expect, test} from '@jest/globals';

const dataFolder = new URL('../../data/', import.meta.url).pathname;
const readme = readFileSync(join(dataFolder, 'README.md'), 'utf8');

/** The tab-separated lines of a gzipped data file. */
function readLines(path: string): string[][] {
  const text = gunzipSync(readFileSync(join(dataFolder, path))).toString('utf8');
  return text
    .replace(/\n$/, '') // not trimEnd: the last field of the last row may be empty
    .split('\n')
    .map(line => line.split('\t'));
}

/** The table between the marks `name` of the README: file path → its counts. */
function readCounts(name: string): [string, number[]][] {
  const block = readme.split(`<!-- ${name} -->`)[1].split(`<!-- /${name} -->`)[0];
  return [...block.matchAll(/^\| `(.+?)` +\| (.+) \|$/gm)].map(([, path, cells]) => [
    path,
    cells.split(' | ').map(Number),
  ]);
}

const geneSetCounts = readCounts('gene-set-counts');
const [[geneTablePath, geneTableCounts]] = readCounts('gene-table-counts');
const [header, ...rows] = readLines(geneTablePath);
const approvedSymbols = new Set(rows.map(row => row[0]));
const column = (name: string): string[] => rows.map(row => row[header.indexOf(name)]);

describe('checksums', () => {
  const sums = readFileSync(join(dataFolder, 'SHA256SUMS'), 'utf8').trimEnd().split('\n');

  test.each(sums.map(line => line.split('  ')))('%s is that of %s', (sum, path) => {
    const bytes = readFileSync(join(dataFolder, path));
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(sum);
  });

  test('cover every data file', () => {
    const files = ['cells/pbmc-sctransform', 'gene-sets', 'genes'].flatMap(folder =>
      readdirSync(join(dataFolder, folder)).map(file => `${folder}/${file}`),
    );
    expect(sums.map(line => line.split('  ')[1])).toEqual(files.sort());
  });
});

test('the README counts the four gene-set files', () => {
  const files = readdirSync(join(dataFolder, 'gene-sets')).map(file => `gene-sets/${file}`);
  expect(geneSetCounts.map(([path]) => path).sort()).toEqual(files.sort());
});

describe.each(geneSetCounts)('%s', (path, [sets, memberships, distinctGenes]) => {
  const lines = readLines(path);
  const symbols = lines.flatMap(line => line.slice(2));

  test('holds as many sets, memberships and genes as the README says', () => {
    expect(lines.length).toBe(sets);
    expect(symbols.length).toBe(memberships);
    expect(new Set(symbols).size).toBe(distinctGenes);
  });

  test('has at least 5 genes a set, sorted, none twice and no empty field', () => {
    const broken = lines.filter(
      ([, , ...genes]) =>
        genes.length < 5 || genes.some((gene, i) => i > 0 && gene <= genes[i - 1]),
    );
    expect(broken).toEqual([]);
    expect(lines.flat().filter(field => field.trim() === '')).toEqual([]);
  });

  test('names every set once, with its identifier', () => {
    expect(new Set(lines.map(line => line[0])).size).toBe(lines.length);
    expect(lines.filter(([name, id]) => !name.endsWith(` (${id})`))).toEqual([]);
  });

  test('uses approved symbols of the gene table', () => {
    const distinct = [...new Set(symbols)];
    const approved = distinct.filter(symbol => approvedSymbols.has(symbol));
    expect(approved.length / distinct.length).toBeGreaterThanOrEqual(0.95);
  });
});

describe('gene sets hold known biology', () => {
  const genesOf = (path: string, id: string) => readLines(path).find(line => line[1] === id);

  test('mitotic spindle assembly has TPX2 and KIF11', () => {
    const set = genesOf('gene-sets/go-biological-process.gmt.gz', 'GO:0090307');
    expect(set?.[0]).toBe('mitotic spindle assembly (GO:0090307)');
    expect(set).toEqual(expect.arrayContaining(['TPX2', 'KIF11']));
  });

  test('glycolysis has its enzymes, though only metabolites label their reactions', () => {
    const set = genesOf('gene-sets/wikipathways.gmt.gz', 'WP534');
    expect(set).toEqual(expect.arrayContaining(['HK1', 'PFKL', 'ALDOA', 'ENO1', 'PKLR']));
  });

  test('no ion or metabolite stands for a gene: calcium is not CA2, cAMP is not CAMP', () => {
    // Calcium regulation in cardiac cells draws calcium and cAMP, but neither gene.
    const set = genesOf('gene-sets/wikipathways.gmt.gz', 'WP536');
    expect(set).not.toContain('CA2');
    expect(set).not.toContain('CAMP');
  });
});

describe('the gene table', () => {
  test('has as many rows, in all and by locus group, as the README says', () => {
    const groups = ['protein-coding gene', 'non-coding RNA', 'pseudogene', 'other'];
    const found = groups.map(group => column('locus_group').filter(g => g === group).length);
    expect([rows.length, ...found]).toEqual(geneTableCounts.slice(0, 5));
  });

  test('has whole rows and unique, non-empty symbols', () => {
    expect(rows.filter(row => row.length !== header.length)).toEqual([]);
    expect(approvedSymbols.size).toBe(rows.length);
    expect(approvedSymbols.has('')).toBe(false);
  });

  test('lists no alias twice, none that is the gene’s own symbol', () => {
    const aliases = column('alias_symbol').map(field => (field === '' ? [] : field.split('|')));
    const broken = aliases.filter(
      (names, i) => new Set(names).size < names.length || names.includes(rows[i][0]),
    );
    expect(broken).toEqual([]);
    expect(aliases.flat()).not.toContain('');
  });

  test('has well-formed Entrez and Ensembl identifiers', () => {
    expect(column('entrez_id').filter(id => !/^\d+$/.test(id))).toEqual([]);
    const ids = column('ensembl_gene_id').filter(Boolean);
    expect(ids.filter(id => !/^ENSG\d{11}(\|ENSG\d{11})*$/.test(id))).toEqual([]);
  });
});
