// Writes small h5ad and 10x files with h5wasm, in the encodings that the readers must know.
import h5wasm, {type File, type Group} from 'h5wasm/node';

export type Encoding = 'csr_matrix' | 'csc_matrix' | 'dense';
type Rows = readonly (readonly number[])[];

export interface H5adParts {
  matrices: Record<string, {rows: Rows; encoding: Encoding}>;
  cellIds: string[];
  genes: string[];
  obs?: Record<string, (string | null)[]>;
  var?: Record<string, string[]>;
  rawGenes?: string[];
  /** Categories as anndata before 0.8 stored them. */
  oldCategories?: boolean;
}

/** Writes an h5ad file; a matrix is at `X`, `raw/X` or `layers/NAME`. */
export async function writeH5ad(path: string, parts: H5adParts): Promise<void> {
  await h5wasm.ready;
  const file = new h5wasm.File(path, 'w');
  writeFrame(file, 'obs', parts.cellIds, {}, parts.obs ?? {}, parts.oldCategories);
  writeFrame(file, 'var', parts.genes, parts.var ?? {}, {});
  const paths = Object.keys(parts.matrices);
  if (paths.some(name => name.startsWith('layers/'))) file.create_group('layers');
  if (paths.includes('raw/X')) {
    file.create_group('raw');
    writeFrame(file.get('raw') as Group, 'var', parts.rawGenes ?? parts.genes, {}, {});
  }
  for (const [name, {rows, encoding}] of Object.entries(parts.matrices)) {
    writeMatrix(file, name, rows, encoding);
  }
  file.close();
}

function writeFrame(
  parent: Group,
  name: string,
  index: string[],
  texts: Record<string, string[]>,
  categories: Record<string, (string | null)[]>,
  old = false,
): void {
  const group = parent.create_group(name);
  group.create_attribute('_index', '_index');
  group.create_attribute('encoding-type', 'dataframe');
  group.create_dataset({name: '_index', data: index});
  for (const [column, data] of Object.entries(texts)) group.create_dataset({name: column, data});
  for (const [column, values] of Object.entries(categories)) {
    const distinct = [...new Set(values.filter(value => value !== null))];
    const codes = Int8Array.from(values, value => (value === null ? -1 : distinct.indexOf(value)));
    if (old) {
      if (!group.keys().includes('__categories')) group.create_group('__categories');
      (group.get('__categories') as Group).create_dataset({name: column, data: distinct});
      group.create_dataset({name: column, data: codes});
      continue;
    }
    const categorical = group.create_group(column);
    categorical.create_attribute('encoding-type', 'categorical');
    categorical.create_dataset({name: 'codes', data: codes});
    categorical.create_dataset({name: 'categories', data: distinct});
  }
}

function writeMatrix(file: File, path: string, rows: Rows, encoding: Encoding): void {
  const [cells, genes] = [rows.length, rows[0]?.length ?? 0];
  const parts = path.split('/');
  const name = parts.pop() as string;
  const parent = (parts.length > 0 ? file.get(parts.join('/')) : file) as Group;
  if (encoding === 'dense') {
    parent.create_dataset({name, data: Float32Array.from(rows.flat()), shape: [cells, genes]});
    return;
  }
  const group = parent.create_group(name);
  group.create_attribute('encoding-type', encoding);
  group.create_attribute('shape', Int32Array.of(cells, genes));
  const turned =
    encoding === 'csr_matrix' ? rows : rows[0].map((_, gene) => rows.map(row => row[gene]));
  writeCompressed(group, turned);
}

/** Writes `data`, `indices` and `indptr`; an explicit zero is stored for every −0. */
function writeCompressed(group: Group, lines: Rows): void {
  const [data, indices, pointers] = [[] as number[], [] as number[], [0]];
  for (const line of lines) {
    line.forEach((value, place) => {
      if (value === 0 && !Object.is(value, -0)) return;
      data.push(value);
      indices.push(place);
    });
    pointers.push(data.length);
  }
  group.create_dataset({name: 'data', data: Float32Array.from(data)});
  group.create_dataset({name: 'indices', data: Int32Array.from(indices)});
  group.create_dataset({name: 'indptr', data: BigInt64Array.from(pointers, BigInt)});
}

/** Writes a 10x file: of Cell Ranger 3 (`matrix`, with kinds of features), or of 2 (a group named for the genome). */
export async function write10xH5(
  path: string,
  rows: Rows,
  {cellIds, genes, types}: {cellIds: string[]; genes: string[]; types?: string[]},
): Promise<void> {
  await h5wasm.ready;
  const file = new h5wasm.File(path, 'w');
  const group = file.create_group(types ? 'matrix' : 'GRCh38');
  group.create_dataset({name: 'barcodes', data: cellIds});
  group.create_dataset({name: 'shape', data: Int32Array.of(genes.length, cellIds.length)});
  const ids = genes.map((_, i) => `ENSG${String(i).padStart(11, '0')}`);
  if (types) {
    const features = group.create_group('features');
    features.create_dataset({name: 'name', data: genes});
    features.create_dataset({name: 'id', data: ids});
    features.create_dataset({name: 'feature_type', data: types});
  } else {
    group.create_dataset({name: 'gene_names', data: genes});
    group.create_dataset({name: 'genes', data: ids});
  }
  writeCompressed(group, rows);
  file.close();
}
