// Rebuilds every embedded data file from pinned packages: `npx tsx data/rebuild/rebuild.ts`.
// The same packages give the same bytes, so data/SHA256SUMS can be checked after a rebuild.

import {mkdir, mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {buildCells} from './build-cells.ts';
import {buildGeneTable} from './build-gene-table.ts';
import {buildGoSets, GO_ASPECTS} from './build-go-sets.ts';
import {buildWikiPathwaysSets} from './build-wikipathways-sets.ts';
import {
  countGeneSets,
  countGeneTable,
  geneSetTable,
  geneTableTable,
  replaceBlock,
} from './counts.ts';
import {geneTableText, gmtText, gzip, sha256} from './data-files.ts';
import {readIdeogram} from './ideogram.ts';
import {fetchPackages} from './packages.ts';
import type {GeneSet} from './records.ts';
import {requireSqlite} from './sqlite.ts';

const dataFolder = join(dirname(fileURLToPath(import.meta.url)), '..');

/** Builds all gene sets and the gene table from packages fetched into `folder`. */
async function build(folder: string) {
  const packages = await fetchPackages(folder);
  const ideogram = await readIdeogram(packages.ideogram);
  const {genes, symbolByRow} = await buildGeneTable(packages.orgHsEgDb, ideogram);
  const geneSets = new Map<string, GeneSet[]>();
  for (const aspect of GO_ASPECTS) {
    geneSets.set(`gene-sets/${aspect.file}`, await buildGoSets(packages, aspect, symbolByRow));
  }
  const wikiPathways = buildWikiPathwaysSets(ideogram, genes);
  console.log('WikiPathways:', wikiPathways.report);
  geneSets.set('gene-sets/wikipathways.gmt.gz', wikiPathways.geneSets);
  const cells = await buildCells(packages.sctransform);
  return {genes, geneSets, cells};
}

/** Writes `files` (path below data/ → bytes) and their checksums, in the format of sha256sum. */
async function writeFiles(files: Map<string, Buffer>): Promise<void> {
  const sums: string[] = [];
  for (const path of [...files.keys()].sort()) {
    const bytes = files.get(path)!;
    await mkdir(dirname(join(dataFolder, path)), {recursive: true});
    await writeFile(join(dataFolder, path), bytes);
    sums.push(`${sha256(bytes)}  ${path}\n`);
    console.log(`${path}  ${bytes.length} bytes`);
  }
  await writeFile(join(dataFolder, 'SHA256SUMS'), sums.join(''));
}

/** Puts fresh counts into the tables of data/README.md. */
async function updateReadme(setTable: string, geneTable: string): Promise<void> {
  const path = join(dataFolder, 'README.md');
  let text = await readFile(path, 'utf8');
  text = replaceBlock(text, 'gene-set-counts', setTable);
  text = replaceBlock(text, 'gene-table-counts', geneTable);
  await writeFile(path, text);
}

await requireSqlite();
const folder = await mkdtemp(join(tmpdir(), 'geneglot-data-'));
try {
  const {genes, geneSets, cells} = await build(folder);
  const files = new Map([...cells, ['genes/human-genes.tsv.gz', gzip(geneTableText(genes))]]);
  for (const [path, sets] of geneSets) files.set(path, gzip(gmtText(sets)));
  await writeFiles(files);
  await updateReadme(
    geneSetTable(new Map([...geneSets].map(([path, sets]) => [path, countGeneSets(sets)]))),
    geneTableTable('genes/human-genes.tsv.gz', countGeneTable(genes)),
  );
} finally {
  await rm(folder, {recursive: true, force: true});
}
