// Files of other kinds that people take for a matrix of cells: what each is, and how to bring it into an h5ad file.
import {open} from 'node:fs/promises';
import {basename} from 'node:path';
import {gunzipSync} from 'node:zlib';
import type {ArrayStore} from './array-store.ts';

interface Kind {
  what: string;
  /** Ends of names, and what the first bytes are, as Latin-1. */
  name: RegExp;
  starts?: readonly string[];
  remedy(path: string): string;
}

const IN_R =
  'Convert it in R: SeuratDisk::SaveH5Seurat(object, "cells.h5Seurat"); SeuratDisk::Convert("cells.h5Seurat", "h5ad"), or zellkonverter::writeH5AD for a SingleCellExperiment';

const TABLE: Kind = {
  what: 'a table of text',
  name: /\.(csv|tsv|txt|tab)(\.gz)?$/i,
  remedy: path =>
    `Convert it in Python: adata = scanpy.read_csv('${basename(path)}'); adata = adata.T if genes are its rows; adata.write_h5ad('cells.h5ad'). Give tabs with delimiter='\\t'`,
};

const KINDS: Kind[] = [
  {
    what: 'an object of R',
    name: /\.(rds|rda|rdata)$/i,
    starts: ['X\n', 'RDX2\n', 'RDX3\n', 'RDA3\n'],
    remedy: () => IN_R,
  },
  {
    what: 'an archive',
    name: /\.(zip|tar|tgz|tar\.gz|7z|rar)$/i,
    starts: ['PK\x03\x04', '7z\xbc\xaf', 'Rar!'],
    remedy: path => `Unpack it, and give the file or folder inside in place of ${basename(path)}`,
  },
  {
    what: 'a file compressed by another program than gzip',
    name: /\.(bz2|xz|zst)$/i,
    starts: ['BZh', '\xfd7zXZ', '\x28\xb5\x2f\xfd'],
    remedy: path => `Unpack ${basename(path)}, and give what is inside`,
  },
  {
    what: 'a table in Parquet or Feather',
    name: /\.(parquet|feather|arrow)$/i,
    starts: ['PAR1', 'ARROW1', 'FEA1'],
    remedy: () =>
      "Convert it in Python: anndata.AnnData(pandas.read_parquet(FILE)).write_h5ad('cells.h5ad'), with cells as rows and genes as columns",
  },
  TABLE,
];

const HDF5_SIGNATURE = '\x89HDF\r\n\x1a\n';
/** Letters, ends of lines, and what parts fields. */
const TEXT = /^[\t\n\r -~\u0080-\u00ff]+$/;
const FIELDS = /[,;\t]/;

/** Fails where the first bytes or the name of a file tell that it is of another kind than HDF5. */
export async function refuseOther(path: string): Promise<void> {
  const {bytes, isPacked} = await firstBytes(path);
  if (bytes.startsWith(HDF5_SIGNATURE)) {
    if (!isPacked) return;
    throw refusal(path, 'an HDF5 file inside gzip', `Unpack it: gunzip ${basename(path)}`);
  }
  const kind =
    KINDS.find(({starts}) => starts?.some(start => bytes.startsWith(start))) ??
    KINDS.find(({name}) => name.test(path)) ??
    (TEXT.test(bytes) && FIELDS.test(bytes) ? TABLE : undefined);
  if (kind) throw refusal(path, kind.what, kind.remedy(path));
}

const EXPECTED = 'expected an .h5ad file, a 10x .h5 file, or a folder with matrix.mtx';

function refusal(path: string, what: string, remedy: string): Error {
  return new Error(`${path}: found ${what}; ${EXPECTED}. ${remedy}.`);
}

/** The start of a file as Latin-1, unpacked where it is gzip. */
async function firstBytes(path: string): Promise<{bytes: string; isPacked: boolean}> {
  const file = await open(path).catch(() => undefined);
  if (!file) return {bytes: '', isPacked: false};
  try {
    const {buffer, bytesRead} = await file.read(Buffer.alloc(HEAD), 0, HEAD, 0);
    const head = buffer.subarray(0, bytesRead);
    const isPacked = head[0] === 0x1f && head[1] === 0x8b;
    return {bytes: (isPacked ? unpack(head) : head).toString('latin1', 0, HEAD), isPacked};
  } finally {
    await file.close();
  }
}

const HEAD = 4096;

/** As much of a cut gzip member as can be unpacked. */
function unpack(head: Buffer): Buffer {
  try {
    return gunzipSync(head, {finishFlush: 2});
  } catch {
    return Buffer.alloc(0);
  }
}

/** Whether an HDF5 file holds several AnnData objects. */
export async function isMuData(file: ArrayStore): Promise<boolean> {
  if (!(await file.group('mod'))) return false;
  return !((await file.group('X')) ?? (await file.array('X')));
}

/** The error for an HDF5 file of another kind, after the groups in it. */
export async function refuseHdf5(file: ArrayStore): Promise<Error> {
  const keys = (await file.group('/'))?.keys ?? [];
  const has = (...names: string[]) => names.every(name => keys.includes(name));
  if (await isMuData(file)) {
    const names = (await file.group('mod'))?.keys ?? [];
    const rna = names.find(name => /rna|gex|gene/i.test(name)) ?? names[0] ?? 'rna';
    return refusal(
      file.path,
      `a MuData file with ${names.join(', ') || 'nothing'}`,
      `Write the one with gene expression to a file of its own, in Python: mudata.read('${basename(file.path)}')['${rna}'].write_h5ad('${rna}.h5ad')`,
    );
  }
  if (has('matrix', 'row_attrs', 'col_attrs')) {
    return refusal(
      file.path,
      'a loom file',
      `Convert it in Python: anndata.io.read_loom('${basename(file.path)}').write_h5ad('cells.h5ad')`,
    );
  }
  if (has('assays')) return refusal(file.path, "Seurat's h5Seurat file", IN_R);
  return refusal(
    file.path,
    `${file.kind === 'h5ad file' ? 'an HDF5 file' : 'a Zarr folder'} with ${keys.join(', ') || 'nothing'}, which is no AnnData`,
    "An h5ad file has obs, var and X, a 10x file a group matrix. Save the data with anndata's write_h5ad",
  );
}
