// Token shard as an uncompressed Arrow IPC file: what is read are views of the file's bytes, without a copy.
// Columns: set_id int32, tokens list of uint16 or uint32, where names are known name list of uint32; the schema's metadata
// holds `vocabulary_size`.
import {readFile, writeFile} from 'node:fs/promises';
import type {Data, Int, List, RecordBatch, Table} from 'apache-arrow';
import type {TokenShard} from '../genes/tokens/token-shard.ts';
import {ARROW, checkArrowFile} from './arrow/check-arrow-file.ts';
import {columnTypes, listColumns, takeLists, takeValues} from './arrow/take-columns.ts';
import {checkCount, checkIndices, checkPointers, unreadable} from './check-index.ts';
import type {Format} from './format.ts';

const VOCABULARY_SIZE = 'vocabulary_size';
/** Arrow lays buffers out in multiples of 8 bytes; views need the file to start on one. */
const ALIGNMENT = 8;

/** Gene sets as token ids. */
export const tokenShard: Format<TokenShard> = {
  name: 'token-shard',
  version: 2,
  extension: '.arrow',
  async write(path, shard) {
    checkShard(path, shard);
    const {tableToIPC} = await import('apache-arrow');
    await writeFile(path, tableToIPC(await toArrow(shard), 'file'));
  },
  read: async path => toShard(path, await readArrow(path)),
  async summarize(path) {
    const table = await readArrow(path);
    const shard = toShard(path, table);
    return {
      counts: {
        sets: shard.setIds.length,
        tokens: shard.tokens.length,
        ...(shard.vocabSize !== undefined && {vocabulary: shard.vocabSize}),
      },
      schema: columnTypes(path, table.schema),
    };
  },
};

async function toArrow(shard: TokenShard): Promise<Table> {
  const arrow = await import('apache-arrow');
  const {setIds, offsets, tokens, names} = shard;
  const lists = toLists(arrow, {offsets, tokens});
  const ids = arrow.makeData({
    type: new arrow.Int32(),
    length: setIds.length,
    nullCount: 0,
    data: setIds,
  });
  const metadata = new Map(
    shard.vocabSize === undefined ? [] : [[VOCABULARY_SIZE, String(shard.vocabSize)]],
  );
  const fields = [
    arrow.Field.new({name: 'set_id', type: ids.type, nullable: false}),
    arrow.Field.new({name: 'tokens', type: lists.type, nullable: false}),
  ];
  const children: Data[] = [ids, lists];
  if (names) {
    const words = toLists(arrow, names);
    fields.push(arrow.Field.new({name: 'name', type: words.type, nullable: false}));
    children.push(words);
  }
  const schema = new arrow.Schema(fields, metadata);
  const struct = arrow.makeData({
    type: new arrow.Struct(fields),
    length: setIds.length,
    nullCount: 0,
    children,
  });
  return new arrow.Table(schema, [new arrow.RecordBatch(schema, struct)]);
}

function toLists(
  arrow: typeof import('apache-arrow'),
  {offsets, tokens}: Pick<TokenShard, 'offsets' | 'tokens'>,
): Data<List<Int>> {
  const type: Int = tokens instanceof Uint16Array ? new arrow.Uint16() : new arrow.Uint32();
  const item = arrow.Field.new({name: 'item', type, nullable: false});
  return arrow.makeData({
    type: new arrow.List(item),
    length: offsets.length - 1,
    nullCount: 0,
    valueOffsets: offsets,
    child: arrow.makeData({type, length: tokens.length, nullCount: 0, data: tokens}),
  });
}

async function readArrow(path: string): Promise<Table> {
  const {tableFromIPC} = await import('apache-arrow');
  const file = await readFile(path);
  await checkArrowFile(path, file.length, async (from, length) =>
    file.subarray(from, from + length),
  );
  const aligned = file.byteOffset % ALIGNMENT === 0 ? file : new Uint8Array(file);
  try {
    return tableFromIPC(aligned);
  } catch (error) {
    throw unreadable(path, ARROW, error);
  }
}

function toShard(path: string, table: Table): TokenShard {
  const [batch] = expectBatches(path, table);
  const size = table.schema.metadata.get(VOCABULARY_SIZE);
  const vocabSize = size === undefined ? {} : {vocabSize: toVocabSize(path, size)};
  if (!batch) {
    const {ArrayType, hasNames} = tokenFieldOf(path, table);
    return {
      setIds: new Int32Array(0),
      offsets: new Int32Array(1),
      tokens: new ArrayType(0),
      ...vocabSize,
      ...(hasNames && {names: {offsets: new Int32Array(1), tokens: new Uint32Array(0)}}),
    };
  }
  const rows = batch.numRows;
  const columnOf = (name: string) => batch.getChild(name)?.data[0];
  const setIds = takeValues<Int32Array>(path, 'set_id', columnOf('set_id'), rows);
  const listsOf = (name: string) => {
    const {offsets, items, size} = takeLists(path, name, columnOf(name), rows);
    return {offsets, tokens: takeValues<TokenShard['tokens']>(path, name, items, size)};
  };
  const names = tokenFieldOf(path, table).hasNames && {
    names: listsOf('name') as NonNullable<TokenShard['names']>,
  };
  const shard = {setIds, ...listsOf('tokens'), ...vocabSize, ...names};
  checkTokens(path, shard);
  return shard;
}

function toVocabSize(path: string, text: string): number {
  // Tokens have 32 bits at most.
  checkCount(
    path,
    `metadata ${VOCABULARY_SIZE}`,
    text.trim() === '' ? Number.NaN : Number(text),
    2 ** 32,
    1,
  );
  return Number(text);
}

function expectBatches(path: string, table: Table): RecordBatch[] {
  tokenFieldOf(path, table);
  const filled = table.batches.filter(({numRows}) => numRows > 0);
  if (filled.length > 1) {
    throw new Error(
      `${path}: a token shard has one record batch; found ${filled.length}. Write it with format token-shard.`,
    );
  }
  return filled;
}

function tokenFieldOf(path: string, table: Table) {
  const fields = listColumns(path, table.schema);
  const found = /^set_id Int32, tokens List<(Uint16|Uint32)>(, name List<Uint32>)?$/.exec(fields);
  if (!found) {
    throw new Error(
      `${path}: found columns ${fields || 'none'}; a token shard has set_id Int32, tokens List<Uint16> or List<Uint32>, and perhaps name List<Uint32>`,
    );
  }
  return {
    ArrayType: found[1] === 'Uint16' ? Uint16Array : Uint32Array,
    hasNames: found[2] !== undefined,
  };
}

function checkShard(path: string, shard: TokenShard): void {
  const {setIds, offsets, tokens, names} = shard;
  checkPointers(path, 'offsets', offsets, setIds.length, tokens.length);
  if (names) checkPointers(path, 'names', names.offsets, setIds.length, names.tokens.length);
  checkTokens(path, shard);
}

/** 0 is the end token, which no set stores. */
function checkTokens(path: string, {tokens, vocabSize, names}: TokenShard): void {
  if (vocabSize === undefined) return;
  checkIndices(path, 'tokens', tokens, vocabSize, 1);
  // The word after the last one is not known here: as many tokens as there may be.
  if (names) checkIndices(path, 'name', names.tokens, 2 ** 32, vocabSize + 1);
}
