// Files that anndata writes in every way: types, layouts, filters, texts, Zarr. Readers of cells find equal values in each.
import {readdirSync, statSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, describe, expect, test} from '@jest/globals';
import {chooseLayer} from '../../shared/cells/import/choose-layer.ts';
import {openCellSource} from '../../shared/formats/cell-sources/open-cell-source.ts';
import {openHere} from '../../shared/formats/cell-sources/open-here.ts';
import {gather} from '../cells/matrices.ts';
import {toRows} from '../formats/cell-sources/to-rows.ts';
import {scratchFolder} from '../formats/scratch-folder.ts';
import {ANNDATAS, startPeer} from './start-peer.ts';

const pathOf = scratchFolder();

/** What anndata reads in the file that it wrote. */
interface Written {
  path: string;
  layer: string;
  genes: string[];
  cells: string[];
  rows: number[][];
  labels: Record<string, (string | null)[]>;
}

const filesIn = (path: string): string[] =>
  readdirSync(path, {recursive: true, encoding: 'utf8'})
    .map(name => join(path, name))
    .filter(file => statSync(file).isFile());

/** What `import-cells` finds in a file without being asked, as anndata would say it. */
async function readFile(
  {path, genes, labels}: Written,
  open: typeof openHere,
): Promise<Omit<Written, 'path'>> {
  const paths = statSync(path).isDirectory() ? filesIn(path) : [path];
  const source = await open(paths, {symbolColumn: null, scratch: pathOf('')});
  try {
    const {layer} = await chooseLayer(source, 'auto', 'auto');
    const names = layer.features.map(({name}) => name);
    const places = names.map(name => genes.indexOf(name));
    const rows = toRows(await gather(layer.blocks()), names.length).map(found => {
      const row = genes.map(() => 0);
      found.forEach((value, place) => {
        row[places[place]] = value;
      });
      return row;
    });
    const columns = await Promise.all(
      Object.keys(labels).map(async name => [name, await source.column(name)]),
    );
    return {
      ...{layer: layer.name, genes: names, cells: source.cellIds as string[], rows},
      labels: Object.fromEntries(columns),
    };
  } finally {
    await source.close();
  }
}

/** The parts of a file that are read otherwise than anndata reads them; nothing where all is equal. */
async function differencesOf(written: Written, open: typeof openHere): Promise<string[]> {
  const {path: _, ...theirs} = written;
  const ours = await readFile(written, open);
  const partsOf = ({labels, ...rest}: typeof theirs) => Object.entries({...rest, ...labels});
  const found = new Map(partsOf(ours));
  return partsOf(theirs)
    .filter(([part, value]) => JSON.stringify(found.get(part)) !== JSON.stringify(value))
    .map(([part, value]) => `${part}: ${shown(found.get(part))} in place of ${shown(value)}`);
}

const shown = (value: unknown) => JSON.stringify(value).slice(0, 60);

/** Ways that our libraries cannot read, and what is said of them. */
const REFUSED: Record<string, string> = {
  'rows-blosc-zlib': 'compressed with a filter that is not available here',
  'newest-structures': 'its structures are of a newer HDF5 than 1.14',
};

describe.each(ANNDATAS)('what anndata writes in every way, %s', (_, python) => {
  const {ask, stop} = startPeer('write-anndata.py', python);
  afterAll(stop);

  test('is read to equal values and labels', async () => {
    const ways = await ask<string[]>({ask: 'ways'});
    expect(ways.length).toBeGreaterThan(80);
    const wrong: Record<string, string[]> = {};
    for (const way of ways) {
      const written = await ask<Written>({ask: 'write', way, folder: pathOf('')});
      // What the library ends at, it ends at in a thread of its own.
      const open = way in REFUSED ? openCellSource : openHere;
      const found = await differencesOf(written, open).catch(({message}: Error) =>
        way in REFUSED && message.includes(REFUSED[way]) ? [] : [message],
      );
      if (found.length > 0) wrong[way] = found;
    }
    expect(wrong).toEqual({});
  });
});
