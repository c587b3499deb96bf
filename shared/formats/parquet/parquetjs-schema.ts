// The columns of a Parquet file as its footer tells them: flat columns and lists of three levels, no deeper nesting.
// https://github.com/apache/parquet-format/blob/master/LogicalTypes.md
import type {SchemaElement} from 'parquetjs-lite';

/** parquet.thrift: FieldRepetitionType. */
const OPTIONAL = 1;
const REPEATED = 2;
/** parquet.thrift: Type, in order. */
const PHYSICAL = 'BOOLEAN INT32 INT64 INT96 FLOAT DOUBLE BYTE_ARRAY FIXED_LEN_BYTE_ARRAY'.split(
  ' ',
);
/** parquet.thrift: ConvertedType, in order. */
const CONVERTED =
  'UTF8 MAP MAP_KEY_VALUE LIST ENUM DECIMAL DATE TIME_MILLIS TIME_MICROS TIMESTAMP_MILLIS TIMESTAMP_MICROS UINT_8 UINT_16 UINT_32 UINT_64 INT_8 INT_16 INT_32 INT_64 JSON BSON INTERVAL'.split(
    ' ',
  );
/** Physical type, and converted type where there is one → the type's name; any other pair has no reader here. */
const NAMES: Record<string, string> = {
  BOOLEAN: 'BOOLEAN',
  INT32: 'INTEGER',
  'INT32 INT_32': 'INTEGER',
  INT64: 'BIGINT',
  'INT64 INT_64': 'BIGINT',
  DOUBLE: 'DOUBLE',
  'BYTE_ARRAY UTF8': 'VARCHAR',
};

export type PhysicalType = 'BOOLEAN' | 'INT32' | 'INT64' | 'DOUBLE' | 'BYTE_ARRAY';

/** A column that can be read: where its values lie and what their definition levels mean. */
export interface StoredColumn {
  /** Path of the leaf, e.g. `genes.list.element`. */
  leaf: string;
  physical: PhysicalType;
  /** Definition level of a value that is not null. */
  valueLevel: number;
  /** Of a list column: levels from which a list is not null, and from which it has an element. */
  list?: {presentLevel: number; elementLevel: number};
}

export interface StoredSchema {
  /** Column → type name; also of columns that cannot be read. */
  types: Record<string, string>;
  columns: Map<string, StoredColumn>;
}

interface Node {
  element: SchemaElement;
  children: Node[];
}

/** Reads the flattened tree of a footer. */
export function readSchema(elements: readonly SchemaElement[]): StoredSchema {
  const types: Record<string, string> = {};
  const columns = new Map<string, StoredColumn>();
  for (const node of toTree(elements).children) {
    const {name} = node.element;
    const {type, column} = readColumn(node);
    types[name] = type;
    if (column) columns.set(name, column);
  }
  return {types, columns};
}

function toTree(elements: readonly SchemaElement[]): Node {
  let next = 0;
  const take = (): Node => {
    const element = elements[next++];
    if (!element) throw new Error('the schema ends before its tree is complete');
    return {element, children: Array.from({length: element.num_children ?? 0}, take)};
  };
  return take();
}

function readColumn(node: Node): {type: string; column?: StoredColumn} {
  const {element, children} = node;
  const outer = levelOf(element);
  if (element.repetition_type === REPEATED) return {type: 'repeated field without a LIST group'};
  if (children.length === 0) {
    return withType(node, {leaf: element.name, valueLevel: outer});
  }
  const [middle] = children;
  const [leaf] = middle.children;
  const threeLevels =
    (CONVERTED[element.converted_type ?? -1] === 'LIST' || element.logicalType?.LIST) &&
    children.length === 1 &&
    middle.element.repetition_type === REPEATED &&
    middle.children.length === 1 &&
    leaf.element.repetition_type !== REPEATED;
  if (!threeLevels) return {type: `nested group of ${children.length}`};
  if (leaf.children.length > 0) return {type: 'list of nested groups'};
  const list = {presentLevel: outer, elementLevel: outer + 1};
  const read = withType(leaf, {
    leaf: [element, middle.element, leaf.element].map(({name}) => name).join('.'),
    valueLevel: list.elementLevel + levelOf(leaf.element),
    list,
  });
  return {...read, type: `${read.type}[]`};
}

function levelOf({repetition_type}: SchemaElement): number {
  return repetition_type === OPTIONAL ? 1 : 0;
}

function withType(
  {element}: Node,
  place: Omit<StoredColumn, 'physical'>,
): {type: string; column?: StoredColumn} {
  const physical = PHYSICAL[element.type ?? -1] ?? 'unknown physical type';
  const converted =
    element.converted_type === null ? [] : [CONVERTED[element.converted_type] ?? 'unknown'];
  const logical = logicalNames(element);
  const name = NAMES[[physical, ...(converted.length > 0 ? converted : logical)].join(' ')];
  const contradicted = logical.some(known => NAMES[`${physical} ${known}`] === undefined);
  if (!name || contradicted) return {type: [physical, ...converted, ...logical].join(' ')};
  return {type: name, column: {...place, physical: physical as PhysicalType}};
}

/** The logical type as the name of the converted type that says the same, or as its own name. */
function logicalNames({logicalType}: SchemaElement): string[] {
  if (!logicalType) return [];
  const [name = 'unknown logical type', details] =
    Object.entries(logicalType).find(([, value]) => value !== null) ?? [];
  if (name === 'STRING') return ['UTF8'];
  if (name !== 'INTEGER') return [name];
  const {bitWidth, isSigned} = details as {bitWidth: number; isSigned: boolean};
  return [`${isSigned ? 'INT' : 'UINT'}_${bitWidth}`];
}
