// Token shard as an uncompressed Arrow IPC file: what is read are views of the file's bytes, without a copy.
// Columns: set_id int32, tokens list of uint16 or uint32; the schema's metadata holds `vocabulary_size`.
import {readFile, writeFile} from 'node:fs/promises';
import type {Int, RecordBatch, Table} from 'apache-arrow';
import type {TokenShard} from '../genes/tokens/token-shard.ts';
import type {Format} from './format.ts';

const VOCABULARY_SIZE = 'vocabulary_size';
/** Arrow lays buffers out in multiples of 8 bytes; views need the file to start on one. */
const ALIGNMENT = 8;

/** Gene sets as token ids. */
export const tokenShard: Format<TokenShard> = {
  name: 'token-shard',
  version: 1,
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
    const types = table.schema.fields.map(({name, type}) => [name, String(type)]);
    return {
      counts: {
        sets: shard.setIds.length,
        tokens: shard.tokens.length,
        ...(shard.vocabSize !== undefined && {vocabulary: shard.vocabSize}),
      },
      schema: Object.fromEntries(types),
    };
  },
};

async function toArrow(shard: TokenShard): Promise<Table> {
  const arrow = await import('apache-arrow');
  const {setIds, offsets, tokens} = shard;
  const tokenType: Int = tokens instanceof Uint16Array ? new arrow.Uint16() : new arrow.Uint32();
  const item = arrow.Field.new({name: 'item', type: tokenType, nullable: false});
  const lists = arrow.makeData({
    type: new arrow.List(item),
    length: setIds.length,
    nullCount: 0,
    valueOffsets: offsets,
    child: arrow.makeData({type: tokenType, length: tokens.length, nullCount: 0, data: tokens}),
  });
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
  const schema = new arrow.Schema(fields, metadata);
  const struct = arrow.makeData({
    type: new arrow.Struct(fields),
    length: setIds.length,
    nullCount: 0,
    children: [ids, lists],
  });
  return new arrow.Table(schema, [new arrow.RecordBatch(schema, struct)]);
}

async function readArrow(path: string): Promise<Table> {
  const {tableFromIPC} = await import('apache-arrow');
  const file = await readFile(path);
  if (file.toString('latin1', 0, 6) !== 'ARROW1') {
    throw new Error(`${path}: expected an Arrow IPC file, which starts with ARROW1`);
  }
  const aligned = file.byteOffset % ALIGNMENT === 0 ? file : new Uint8Array(file);
  return tableFromIPC(aligned);
}

function toShard(path: string, table: Table): TokenShard {
  const [batch] = expectBatches(path, table);
  const size = table.schema.metadata.get(VOCABULARY_SIZE);
  const vocabSize = size === undefined ? {} : {vocabSize: Number(size)};
  if (!batch) {
    const {ArrayType} = tokenFieldOf(path, table);
    return {
      setIds: new Int32Array(0),
      offsets: new Int32Array(1),
      tokens: new ArrayType(0),
      ...vocabSize,
    };
  }
  const lists = batch.getChild('tokens')?.data[0];
  const setIds = batch.getChild('set_id')?.data[0].values as Int32Array;
  const offsets = lists?.valueOffsets as Int32Array;
  const tokens = lists?.children[0].values as Uint16Array | Uint32Array;
  return {
    setIds: setIds.subarray(0, batch.numRows),
    offsets: offsets.subarray(0, batch.numRows + 1),
    tokens: tokens.subarray(0, offsets[batch.numRows]),
    ...vocabSize,
  };
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
  const fields = table.schema.fields.map(({name, type}) => `${name} ${type}`).join(', ');
  const found = /^set_id Int32, tokens List<(Uint16|Uint32)>$/.exec(fields);
  if (!found) {
    throw new Error(
      `${path}: found columns ${fields || 'none'}; a token shard has set_id Int32, tokens List<Uint16> or List<Uint32>`,
    );
  }
  return {ArrayType: found[1] === 'Uint16' ? Uint16Array : Uint32Array};
}

function checkShard(path: string, {setIds, offsets, tokens, vocabSize}: TokenShard): void {
  const sets = setIds.length;
  if (offsets.length !== sets + 1 || offsets[0] !== 0 || offsets[sets] !== tokens.length) {
    throw new Error(
      `${path}: ${sets} sets need ${sets + 1} offsets from 0 to ${tokens.length}; found ${offsets.length} from ${offsets[0]} to ${offsets[offsets.length - 1]}`,
    );
  }
  if (vocabSize === undefined) return;
  const outside = tokens.findIndex(token => token === 0 || token >= vocabSize);
  if (outside >= 0) {
    throw new Error(
      `${path}: token ${tokens[outside]} is outside 1..${vocabSize - 1} (0 is the end token, which no set stores)`,
    );
  }
}
