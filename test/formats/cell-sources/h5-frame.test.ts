import {describe, expect, test} from '@jest/globals';
import h5wasm, {type Group} from 'h5wasm/node';
import {openFrame} from '../../../shared/formats/cell-sources/h5-frame.ts';
import {openHdf5} from '../../../shared/formats/cell-sources/hdf5.ts';
import {scratchFolder} from '../scratch-folder.ts';

/** A nullable string array, as anndata has written texts since 0.13. */
function writeNullable(parent: Group, name: string, texts: string[], missing: number[] = []) {
  const group = parent.create_group(name);
  group.create_attribute('encoding-type', 'nullable-string-array');
  group.create_dataset({name: 'values', data: texts});
  const mask = Uint8Array.from(texts, (_, row) => Number(missing.includes(row)));
  group.create_dataset({name: 'mask', data: mask});
}

const scratch = scratchFolder();

let files = 0;

async function frameOf(write: (obs: Group) => void) {
  await h5wasm.ready;
  const path = scratch(`frame-${files++}.h5ad`);
  const file = new h5wasm.File(path, 'w');
  write(file.create_group('obs'));
  file.close();
  return openFrame(await openHdf5(path), 'obs');
}

describe('a data frame', () => {
  test('has an index, columns and categories that are nullable strings', async () => {
    const frame = await frameOf(obs => {
      writeNullable(obs, '_index', ['a', 'b', 'c']);
      writeNullable(obs, 'donor', ['one', 'two', ''], [1]);
      const types = obs.create_group('type');
      types.create_dataset({name: 'codes', data: Int8Array.of(1, 0, -1)});
      writeNullable(types, 'categories', ['B cell', 'T cell']);
    });
    expect(frame.index).toEqual(['a', 'b', 'c']);
    expect(frame.columns).toEqual(['donor', 'type']);
    expect(await frame.column('donor')).toEqual(['one', null, null]);
    expect(await frame.column('type')).toEqual(['T cell', 'B cell', null]);
  });

  test('lacks the labels that are marks of missing ones, as a table of labels does', async () => {
    const labels = ['B cell', 'nan', 'NA', 'None', 'NaN'];
    const frame = await frameOf(obs => {
      obs.create_dataset({name: '_index', data: labels});
      obs.create_dataset({name: 'type', data: labels});
    });
    expect(await frame.column('type')).toEqual(['B cell', null, null, null, null]);
    expect(frame.index).toEqual(labels);
  });

  test('needs the index that it names', async () => {
    await expect(frameOf(obs => void obs.create_attribute('_index', 'cells'))).rejects.toThrow(
      'obs names its index cells, which is missing',
    );
  });
});
