// The columns of a Parquet file and their types, as its footer says: flat columns and lists of three levels.
// https://github.com/apache/parquet-format/blob/master/LogicalTypes.md
import type {LogicalType, SchemaElement, SchemaTree} from 'hyparquet';

/** Physical type, and what it stands for where the footer says so → the type's name. Nothing else is read. */
const NAMES: Record<string, string> = {
  BOOLEAN: 'BOOLEAN',
  INT32: 'INTEGER',
  'INT32 INT_32': 'INTEGER',
  INT64: 'BIGINT',
  'INT64 INT_64': 'BIGINT',
  DOUBLE: 'DOUBLE',
  'BYTE_ARRAY UTF8': 'VARCHAR',
};

/** Column → type as DuckDB names it; of what is not read, a description. */
export function columnTypes({children}: SchemaTree): Record<string, string> {
  return Object.fromEntries(children.map(node => [node.element.name, columnType(node)]));
}

function columnType({element, children}: SchemaTree): string {
  if (element.repetition_type === 'REPEATED') return 'repeated field without a LIST group';
  if (children.length === 0) return valueType(element);
  const [middle] = children;
  const [leaf] = middle.children;
  const threeLevels =
    element.converted_type === 'LIST' &&
    children.length === 1 &&
    middle.element.repetition_type === 'REPEATED' &&
    middle.children.length === 1 &&
    leaf.element.repetition_type !== 'REPEATED';
  if (!threeLevels) return `nested group of ${children.length}`;
  return leaf.children.length > 0 ? 'list of nested groups' : `${valueType(leaf.element)}[]`;
}

function valueType({type, converted_type, logical_type}: SchemaElement): string {
  const words = [type, converted_type ?? logicalName(logical_type)].filter(Boolean).join(' ');
  return NAMES[words] ?? words;
}

/** The name of the converted type that says the same as a logical type, or its own name. */
function logicalName(logical: LogicalType | undefined): string | undefined {
  if (logical?.type === 'STRING') return 'UTF8';
  if (logical?.type !== 'INTEGER') return logical?.type;
  return `${logical.isSigned ? 'INT' : 'UINT'}_${logical.bitWidth}`;
}
