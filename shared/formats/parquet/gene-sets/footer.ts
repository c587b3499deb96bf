// The footer of a gene-set table's Parquet file: its schema, where each column lies, and what the file counts.
import {
  CONVERTED,
  COUNTS_KEY,
  CREATED_BY,
  ENCODING,
  FLAT_COLUMNS,
  type FlatColumn,
  GENES_PATH,
  PHYSICAL,
  REPETITION,
  type StoredCounts,
  UNCOMPRESSED,
} from './layout.ts';
import {
  decodeStruct,
  encodeStruct,
  type ReadStruct,
  type ReadValue,
  type ThriftStruct,
  type ThriftValue,
} from './thrift.ts';

/** A column as it lies in the file; offsets from the file's start, in bytes. */
export interface WrittenColumn {
  name: FlatColumn | 'genes';
  /** Number of values; an empty list counts as one. */
  values: number;
  /** Bytes of all its pages with their headers. */
  bytes: number;
  dictionary?: number;
  firstPage: number;
}

/** The footer's bytes; one row group, none where there is no set. */
export function encodeFooter(columns: readonly WrittenColumn[], counts: StoredCounts): Uint8Array {
  const bytes = columns.reduce((sum, column) => sum + column.bytes, 0);
  const group: ThriftStruct = [
    [1, {list: columns.map(column => ({struct: encodeColumn(column)}))}],
    [2, {i64: bytes}],
    [3, {i64: counts.sets}],
  ];
  const metadata: ThriftStruct = [
    [1, {text: COUNTS_KEY}],
    [2, {text: JSON.stringify(counts)}],
  ];
  return encodeStruct([
    [1, {i32: 1}],
    [2, {list: encodeSchema().map(struct => ({struct}))}],
    [3, {i64: counts.sets}],
    [4, {list: [{struct: group}]}],
    [5, {list: [{struct: metadata}]}],
    [6, {text: CREATED_BY}],
  ]);
}

function encodeSchema(): ThriftStruct[] {
  const {required, repeated} = REPETITION;
  const text = (name: string) => element(name, {1: PHYSICAL.text, 3: required, 6: CONVERTED.utf8});
  const [list, middle, leaf] = GENES_PATH;
  return [
    element('schema', {5: FLAT_COLUMNS.length + 1}),
    ...FLAT_COLUMNS.map(name =>
      name === 'set_id' ? element(name, {1: PHYSICAL.int32, 3: required}) : text(name),
    ),
    element(list, {3: required, 5: 1, 6: CONVERTED.list}),
    element(middle, {3: repeated, 5: 1}),
    text(leaf),
  ];
}

/** A schema element: field number → number, and its name (field 4). */
function element(name: string, numbers: Record<number, number>): ThriftStruct {
  const fields = Object.entries(numbers).map(([field, i32]): [number, ThriftValue] => [
    Number(field),
    {i32},
  ]);
  return [...fields, [4, {text: name}] as [number, ThriftValue]].sort(([a], [b]) => a - b);
}

function encodeColumn(column: WrittenColumn): ThriftStruct {
  const {name, values, bytes, dictionary, firstPage} = column;
  const encodings = [ENCODING.plain, ENCODING.runs, ENCODING.dictionary];
  const used = encodings.slice(0, dictionary === undefined ? 2 : 3);
  const metadata: ThriftStruct = [
    [1, {i32: name === 'set_id' ? PHYSICAL.int32 : PHYSICAL.text}],
    [2, {list: used.map(i32 => ({i32}))}],
    [3, {list: (name === 'genes' ? GENES_PATH : [name]).map(text => ({text}))}],
    [4, {i32: UNCOMPRESSED}],
    [5, {i64: values}],
    [6, {i64: bytes}],
    [7, {i64: bytes}],
    [9, {i64: firstPage}],
  ];
  if (dictionary !== undefined) metadata.push([11, {i64: dictionary}]);
  return [
    [2, {i64: dictionary ?? firstPage}],
    [3, {struct: metadata}],
  ];
}

/** What a footer tells, or undefined where another program wrote it. */
export function decodeFooter(
  bytes: Uint8Array,
): {columns: Map<string, WrittenColumn>; counts: StoredCounts} | undefined {
  const {struct} = decodeStruct(bytes, 0);
  const creator = struct.get(6);
  if (!(creator instanceof Uint8Array) || textOf(creator) !== CREATED_BY) return undefined;
  const [group] = struct.get(4) as ReadStruct[];
  const columns = (group.get(1) as ReadStruct[]).map(decodeColumn);
  const [metadata] = struct.get(5) as ReadStruct[];
  const counts = JSON.parse(textOf(metadata.get(2))) as StoredCounts;
  return {columns: new Map(columns.map(column => [column.name, column])), counts};
}

function decodeColumn(column: ReadStruct): WrittenColumn {
  const metadata = column.get(3) as ReadStruct;
  const [name] = metadata.get(3) as Uint8Array[];
  const dictionary = metadata.get(11) as number | undefined;
  return {
    name: textOf(name) as WrittenColumn['name'],
    values: metadata.get(5) as number,
    bytes: metadata.get(7) as number,
    firstPage: metadata.get(9) as number,
    ...(dictionary !== undefined && {dictionary}),
  };
}

function textOf(value: ReadValue | undefined): string {
  return new TextDecoder().decode(value as Uint8Array);
}
