// HDF5's filter lzf for texts. The plugin of h5wasm-plugins asks for as much memory as a chunk takes packed where a file
// does not say how much it takes unpacked, as h5py does not for texts, and then gives up; this copy of it asks for more.
import {mkdtempSync, readFileSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {removeAtEnd} from '../remove-at-end.ts';

interface Plugins {
  get_plugin_search_paths(): string[];
  insert_plugin_search_path(path: string, place: number): number;
  remove_plugin_search_path(place: number): number;
}

const FILE = 'libH5Zlzf.so';
export const LZF_FILTER = 32000;
/** WebAssembly: `size = *packed` and the start of the loop that unpacks. */
const ASKS = [0x20, 4, 0x28, 2, 0, 0x21, 1, 0x0b, 2, 0x40, 0x20, 1, 0x10];
/** `size = 16 MiB` in as many bytes: chunks have 1 MiB at most unless a user says otherwise. */
const ASKS_MORE = [0x41, 0x80, 0x80, 0x80, 8, 0x21, 1];

/** Calls `read`, which makes HDF5 load the filter for the first time, while the copy lies before the original. */
export function withLzf<T>(module: Plugins, read: () => T): T {
  const copy = patch(module.get_plugin_search_paths()[0]);
  if (!copy) return read();
  const folder = mkdtempSync(join(tmpdir(), 'geneglot-lzf-'));
  const remove = removeAtEnd(folder);
  writeFileSync(join(folder, FILE), copy);
  module.insert_plugin_search_path(folder, 0);
  try {
    return read();
  } finally {
    module.remove_plugin_search_path(0);
    remove();
  }
}

/** The plugin with the one place changed; undefined where it is another plugin, which is then used as it is. */
function patch(folder: string): Buffer | undefined {
  const plugin = readFileSync(join(folder, FILE));
  const asks = Buffer.from(ASKS);
  const at = plugin.indexOf(asks);
  if (at < 0 || plugin.indexOf(asks, at + 1) >= 0) return undefined;
  plugin.set(ASKS_MORE, at);
  return plugin;
}
