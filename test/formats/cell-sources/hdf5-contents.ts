// All that an HDF5 file holds, by path: to say what was lost or changed between two of them.
import h5wasm, {type Dataset, type Group} from 'h5wasm/node';

/** Attributes, types, layout and values of every group and dataset. */
export async function hdf5Contents(path: string): Promise<Map<string, string>> {
  await h5wasm.ready;
  const file = new h5wasm.File(path, 'r');
  const contents = new Map<string, string>();
  visit(file, '', contents);
  file.close();
  return contents;
}

function visit(group: Group, path: string, contents: Map<string, string>): void {
  for (const [name, attribute] of Object.entries(group.attrs)) {
    contents.set(`${path}@${name}`, textOf(attribute.value));
  }
  for (const key of group.keys()) {
    const entity = group.get(key)!;
    const at = `${path}/${key}`;
    if ('keys' in entity) {
      contents.set(at, 'group');
      visit(entity as Group, at, contents);
      continue;
    }
    const {value, attrs, metadata} = entity as Dataset;
    const attributes = Object.entries(attrs).map(([name, own]) => [name, textOf(own.value)]);
    contents.set(at, textOf([metadata, attributes, value]));
  }
}

function textOf(value: unknown): string {
  return JSON.stringify(value, (_, each) =>
    typeof each === 'bigint' ? `${each}n` : ArrayBuffer.isView(each) ? [...bytesOf(each)] : each,
  );
}

function bytesOf({buffer, byteOffset, byteLength}: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
