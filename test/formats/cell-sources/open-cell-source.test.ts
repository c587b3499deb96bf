// The thread that reads cells: what it gives is what is there, what it cannot read is a sentence, and it never hangs.
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {gunzipSync} from 'node:zlib';
import {afterAll, describe, expect, test} from '@jest/globals';
import {openCellSource} from '../../../shared/formats/cell-sources/open-cell-source.ts';
import {openHere} from '../../../shared/formats/cell-sources/open-here.ts';
import {toRows} from './to-rows.ts';
import {writeH5ad} from './write-h5ad.ts';

const scratch = mkdtempSync(join(tmpdir(), 'geneglot-thread-'));
afterAll(() => rmSync(scratch, {recursive: true}));
const options = {symbolColumn: null, scratch};

const ROWS = [
  [1, 0, 2],
  [0, 0, 0],
  [0, 3, 0],
];

function unpacked(name: string): string {
  const path = join(scratch, name);
  writeFileSync(path, gunzipSync(readFileSync(join(import.meta.dirname, 'damaged', `${name}.gz`))));
  return path;
}

describe('a source in its own thread', () => {
  test.each(['csr_matrix', 'csc_matrix', 'dense'] as const)(
    'gives the cells of a %s file as often as they are asked for',
    async encoding => {
      const path = join(scratch, `${encoding}.h5ad`);
      await writeH5ad(path, {
        matrices: {X: {rows: ROWS, encoding}},
        cellIds: ['a', 'b', 'c'],
        genes: ['TP53', 'MDM2', 'CD4'],
        obs: {cell_type: ['B', null, 'T']},
      });
      const source = await openCellSource([path], options);
      const here = await openHere([path], options);
      const {path: at, kind, cellIds, columns, layers} = source;
      expect({at, kind, cellIds, columns, layers}).toEqual({
        ...{at: here.path, kind: here.kind, cellIds: here.cellIds},
        ...{columns: here.columns, layers: here.layers},
      });
      expect(await source.column('cell_type')).toEqual(['B', null, 'T']);
      const layer = await source.layer('X');
      expect(layer.features).toEqual((await here.layer('X')).features);
      expect([...(await layer.sample())].sort()).toEqual(
        [...(await (await here.layer('X')).sample())].sort(),
      );
      for (let pass = 0; pass < 2; pass++) {
        const blocks = [];
        for await (const block of layer.blocks()) blocks.push(block);
        expect(toRows(blocks, 3)).toEqual(ROWS);
      }
      await here.close();
      await source.close();
      await expect(source.column('cell_type')).rejects.toThrow(`${path}: is closed`);
    },
  );

  test('refuses a damaged matrix in the words of the one who read it', async () => {
    const path = unpacked('descend.h5ad');
    const source = await openCellSource([path], options);
    await expect(source.layer('X')).rejects.toThrow(
      `${path}: X/indptr: found 200 after 220 (list 10)`,
    );
    await source.close();
  });

  test.each(['h5ad-hang.h5ad', 'tenx-hang.h5'])(
    'is ended where the library never returns: %s',
    async name => {
      const path = unpacked(name);
      process.env.GENEGLOT_READER_SECONDS = '2';
      try {
        await expect(openAll(path)).rejects.toThrow(
          `${path}: the reader made no progress for 2 s, so it was ended. The file is damaged`,
        );
      } finally {
        delete process.env.GENEGLOT_READER_SECONDS;
      }
    },
  );
});

async function openAll(path: string): Promise<void> {
  const source = await openCellSource([path], options);
  try {
    for (const name of source.layers) await source.layer(name);
  } finally {
    await source.close();
  }
}
