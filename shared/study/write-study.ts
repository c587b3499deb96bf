// Writes a study: a folder with a pipeline on top of geneglot's own, made from the template in `study/` of the package.
import {existsSync} from 'node:fs';
import {copyFile, cp, readdir, readFile, rename, rm, stat, writeFile} from 'node:fs/promises';
import {basename, join, resolve} from 'node:path';
import {PACKAGE} from '../pipeline/own-package.ts';
import {shownPath, UserError} from '../pipeline/problem.ts';
import {makeFolder} from '../pipeline/write-safely.ts';
import {pinOwnPackage} from './pin-own-package.ts';

const TEMPLATE = join(PACKAGE, 'study');
/** What the template is called in its own files. */
const TEMPLATE_NAME = 'my-study';
/** Folder of the study for own gene sets. */
const GENE_SETS = 'gene-sets';

/** Writes the study into a new or empty folder, with copies of the given GMT files; nothing is written when one is not there. */
export async function writeStudy(folder: string, gmt: readonly string[]): Promise<void> {
  await requireEmpty(folder);
  await requireGmt(gmt);
  const wasThere = existsSync(folder);
  try {
    await fill(folder, gmt);
  } catch (error) {
    // What is half written would be refused as a folder that is not empty.
    await rm(folder, {recursive: true, force: true}).catch(() => undefined);
    if (wasThere) makeFolder(folder);
    throw error;
  }
}

async function fill(folder: string, gmt: readonly string[]): Promise<void> {
  makeFolder(join(folder, GENE_SETS));
  await cp(TEMPLATE, folder, {recursive: true});
  // npm leaves a file of that name out of a package.
  await rename(join(folder, 'gitignore'), join(folder, '.gitignore'));
  // What a link leads to is copied, and not the link.
  for (const file of gmt) await copyFile(file, join(folder, GENE_SETS, basename(file)));
  const name = studyName(folder);
  for (const file of ['README.md', 'pipeline.yaml']) {
    await edit(join(folder, file), text => text.replaceAll(TEMPLATE_NAME, name));
  }
  if (gmt.length > 0) await edit(join(folder, 'pipeline.yaml'), addOwnSets);
  const pinned = await pinOwnPackage(folder);
  await edit(join(folder, 'package.json'), text => {
    const manifest = JSON.parse(text);
    return `${JSON.stringify({...manifest, name, dependencies: pinned}, null, 2)}\n`;
  });
}

async function requireEmpty(folder: string): Promise<void> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    if (error.code !== 'ENOTDIR') throw error;
    throw new UserError(
      `${shownPath(folder)}: found a file, expected a new or an empty folder\n    Name another folder.`,
    );
  });
  if (names.length === 0) return;
  throw new UserError(
    `${shownPath(folder)}: found a folder that holds ${names[0]}${names.length > 1 ? ' and more' : ''}, expected a new or an empty folder\n    Name another folder; nothing was written.`,
  );
}

async function requireGmt(gmt: readonly string[]): Promise<void> {
  for (const file of gmt) {
    const found = await stat(file).catch(() => undefined);
    if (found?.isFile() && /\.gmt(\.gz)?$/i.test(file)) continue;
    const what = found ? (found.isFile() ? 'a file of another name' : 'a folder') : 'no such file';
    throw new UserError(
      `--gmt: ${file}: found ${what}, expected a GMT file whose name ends in .gmt or .gmt.gz\n    Correct the path; nothing was written.`,
    );
  }
  const names = gmt.map(file => basename(file));
  const twice = names.find((name, index) => names.indexOf(name) < index);
  if (twice === undefined) return;
  throw new UserError(
    `--gmt: found two files named ${twice}, expected names that differ: a name is that of a library\n    Rename one; nothing was written.`,
  );
}

/** A name that npm takes for a package: that of the folder in small letters, with hyphens for what is neither letter nor digit. */
function studyName(folder: string): string {
  const plain = basename(resolve(folder))
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-');
  return plain.replace(/^-|-$/g, '').slice(0, 100) || TEMPLATE_NAME;
}

function addOwnSets(pipeline: string): string {
  const place = /^( +)gmt: .*\n/m;
  return pipeline.replace(place, `$&$1  - ${GENE_SETS}/*.gmt*\n`);
}

async function edit(file: string, change: (text: string) => string): Promise<void> {
  await writeFile(file, change(await readFile(file, 'utf8')));
}
