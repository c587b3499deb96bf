// Model file, NAME.geneglot: all that completing a set needs, in one file without executable content, for the run file
// (run/geneglot.mjs), which is its only reader. docs/model-file.md describes it.
import {createHash} from 'node:crypto';
import {readFile, writeFile} from 'node:fs/promises';
import {gzipSync} from 'node:zlib';
import {type ModelFile, type PartValues, readModelFile} from '../../run/geneglot.mjs';
import type {Format} from './format.ts';

const MAGIC = 'GENEGLOT';
const VERSION = 1;

export const modelFile: Format<ModelFile> = {
  name: 'model-file',
  version: 1,
  extension: '.geneglot',
  read: async path => readModelFile(await readFile(path), path),
  write: (path, file) => writeFile(path, encodeModelFile(file)),
  async summarize(path) {
    const {parts} = await modelFile.read(path);
    return {counts: {parts: parts.size}};
  },
};

/** The bytes of a model file; a header without a `kind` is that of a model of gene sets. */
export function encodeModelFile({
  about,
  parts,
}: {
  about: object;
  parts: ModelFile['parts'];
}): Uint8Array {
  const raw = Array.from(parts, ([name, values]) => ({
    name,
    type: typeOf(values),
    ...toBytes(values),
  }));
  const places = raw.map(({name, type, bytes}) => ({name, type, bytes: bytes.length}));
  const header = Buffer.from(JSON.stringify({...about, parts: places}));
  const body = Buffer.concat([
    header,
    gzipSync(Buffer.concat(raw.map(({bytes}) => bytes)), {level: 9}),
  ]);
  const head = Buffer.alloc(MAGIC.length + 8);
  head.write(MAGIC, 'latin1');
  head.writeUInt32LE(VERSION, MAGIC.length);
  head.writeUInt32LE(header.length, MAGIC.length + 4);
  return Buffer.concat([head, createHash('sha256').update(body).digest(), body]);
}

function typeOf(values: PartValues): string {
  if (typeof values === 'string') return 'text';
  if (values instanceof Int8Array) return 'i8';
  if (values instanceof Uint16Array) return 'u16';
  return values instanceof Uint32Array ? 'u32' : 'f32';
}

function toBytes(values: PartValues): {bytes: Uint8Array} {
  if (typeof values === 'string') return {bytes: Buffer.from(values)};
  return {bytes: new Uint8Array(values.buffer, values.byteOffset, values.byteLength)};
}
