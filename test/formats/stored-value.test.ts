// Refusals of values name the true fault, tried at random; where two looks differ, the data is not blamed.
import {expect, test} from '@jest/globals';
import {writeGeneLists} from '../../shared/formats/arrow/arrow-batches.ts';
import {checkedColumn, type ParquetColumn} from '../../shared/formats/parquet/columns.ts';
import {holds, refuseValue, type ValueKind} from '../../shared/formats/stored-value.ts';
import {createRandom, type Random} from '../../shared/stats/random.ts';

const KINDS: ValueKind[] = ['utf8', 'int32', 'int64', 'double', 'boolean'];
const SPECIAL = [
  ...[null, undefined, true, false, 0, -0, 0.5, -1.5, 5n, [], {}, ''],
  ...[Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e300],
  ...[2 ** 31, 2 ** 31 - 1, -(2 ** 31), -(2 ** 31) - 1, 2 ** 53, 2 ** 53 - 1, -(2 ** 53)],
];

/** Up to 40 code units, of which some are halves of surrogate pairs, paired or alone. */
function drawText(random: Random): string {
  const draws = [
    () => String.fromCharCode(65 + random.int(26)),
    () => String.fromCharCode(random.int(0xd800)),
    () => '🧬',
    () => String.fromCharCode(0xd800 + random.int(0x800)),
  ];
  const kinds = random.int(2) === 0 ? 3 : 4;
  return Array.from({length: random.int(20)}, () => draws[random.int(kinds)]()).join('');
}

function drawValue(random: Random): unknown {
  const kind = random.int(3);
  if (kind === 0) return drawText(random);
  return kind === 1 ? SPECIAL[random.int(SPECIAL.length)] : random.int(2 ** 32) - 2 ** 31;
}

/** Code units that Unicode's own regular expressions find alone. */
function lonely(text: string): number {
  return text.search(/\p{Surrogate}/u);
}

test('the second look agrees with the first on random values of every kind, and says where', () => {
  const random = createRandom(11);
  let refused = 0;
  for (let i = 0; i < 20_000; i++) {
    const kind = KINDS[random.int(KINDS.length)];
    const value = drawValue(random);
    const {name, message} = refuseValue('here', kind, value);
    // Asked of a value that is good, it finds no fault: then the two looks differ.
    expect(name).toBe(holds(kind, value) ? 'LooksDiffer' : 'Error');
    if (holds(kind, value)) continue;
    refused++;
    expect(message).toContain(`expected ${kind}. `);
    if (kind !== 'utf8' || typeof value !== 'string') continue;
    const place = lonely(value);
    const unit = `0x${value.charCodeAt(place).toString(16)}`;
    expect(message).toContain(`Code unit ${unit} at ${place} is half a surrogate pair`);
  }
  expect(refused).toBeGreaterThan(5000);
});

test('a good value that was refused is shown by its code units, and the error asks for a repeat', () => {
  const error = refuseValue("genes.parquet: row 7, column 'symbol'", 'utf8', 'B2M');
  expect(error.message).toBe(
    "genes.parquet: row 7, column 'symbol': found \"B2M\" (code units from 0: 0x0042 0x0032 0x004d), expected utf8: the first look said no, the second yes. That is a fault of the machine or of the JavaScript engine, not of the data. Repeat it; where it comes again, test the machine's memory.",
  );
  expect(error).toMatchObject({repeat: true});
});

test('a text in a column of numbers is said to be a text, not half a surrogate pair', () => {
  const column: ParquetColumn = {name: 'n', type: 'int32', values: () => ['B2M']};
  expect(() => checkedColumn('t.parquet', column).values(0, 1)).toThrow(
    `t.parquet: row 1, column 'n': found "B2M", expected int32. It is of type string, no number.`,
  );
});

test('a column whose type is misjudged once does not blame its values', () => {
  let looks = 0;
  const column: ParquetColumn = {
    name: 'symbol',
    get type() {
      // As int32 for the first look alone: kind and whether it is a list.
      return looks++ < 2 ? 'int32' : 'utf8';
    },
    values: () => ['B2M'],
  };
  expect(() => checkedColumn('t.parquet', column).values(0, 1)).toThrow(
    /found "B2M" .*: the first look said no, the second yes/,
  );
});

test('half a surrogate pair among the symbols of an Arrow file is refused, not replaced', async () => {
  const head = {symbols: ['B2M', 'TP\udc0053']};
  const none = (async function* () {})();
  await expect(writeGeneLists('cells.arrow', head, none)).rejects.toThrow(
    'cells.arrow: symbol 1: found "TP\\udc0053", expected utf8. Code unit 0xdc00 at 2 is half a surrogate pair',
  );
});
