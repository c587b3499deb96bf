// Damaged Zarr folders and zip files of both formats, with several codecs: read whole, or refused with their name.
import {mkdir, readdir, readFile, rm, stat, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {extract} from 'tar';
import type {Random} from '../../../shared/stats/random.ts';
import type {FuzzTarget} from '../fuzz-target.ts';
import {mutateBytes, pick} from '../mutate.ts';
import {tryCells} from '../read-cells.ts';

const STORES = join(import.meta.dirname, '../../stages/cells/strangers');
const PACKED = /^(c29-.*|v\d\d-.*)\.zarr(\.zip)?\.tar\.gz$/;

export const target: FuzzTarget = {
  ciTries: 8,
  async tryOnce(random, scratch) {
    const names = (await readdir(STORES)).filter(name => PACKED.test(name)).sort();
    const name = pick(names, random);
    // Refusals name the store, which lies in a folder of the try.
    const folder = join(scratch, 'store');
    await mkdir(folder);
    await extract({file: join(STORES, name), cwd: folder});
    const files = await filesIn(folder);
    const damaged = pick(files, random);
    await damage(damaged, random);
    const found = await tryCells(await filesIn(folder), scratch);
    return found === 'refused' || !('wrong' in found) ? undefined : found.wrong;
  },
};

async function filesIn(folder: string): Promise<string[]> {
  const names = (await readdir(folder, {recursive: true})).sort();
  const paths = names.map(name => join(folder, name));
  const isFile = await Promise.all(paths.map(async path => (await stat(path)).isFile()));
  return paths.filter((_, place) => isFile[place]);
}

/** Changes bytes of a file, takes it away, or puts another text into its metadata. */
async function damage(path: string, random: Random): Promise<void> {
  const bytes = await readFile(path);
  if (random.int(8) === 0 && !path.endsWith('.zip')) return rm(path);
  const text = bytes.toString('latin1');
  const isMetadata = /\.z\w+$|\.json$/.test(path);
  if (!isMetadata || random.int(2)) return writeFile(path, mutateBytes(bytes, random));
  const numbers = [...text.matchAll(/\d+/g)];
  const {0: number, index} = pick(numbers, random);
  const other = pick(['0', '-1', '7', '4096', '1e12', 'null', '"x"', '[]', '{}'], random);
  return writeFile(
    path,
    text.slice(0, index) + other + text.slice(index + number.length),
    'latin1',
  );
}
