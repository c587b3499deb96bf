// Reads numbers, texts and attributes out of R's lazy-load databases, so that no R is needed.
// Format: R Internals, section 1.8 "Serialization Formats" (XDR), and lazyLoadDBfetch in R's sources.

import {readFile} from 'node:fs/promises';
import {unzipSync} from 'node:zlib';

/** An R value: numbers, texts or a list, with its attributes (the slots of an S4 object). */
export interface RValue {
  value: number[] | (string | null)[] | RValue[] | null;
  attributes: Record<string, RValue>;
}

// Codes of R's types and marks, as in R's serialize.c.
const TYPE = {
  ...{
    symbol: 1,
    pairList: 2,
    environment: 4,
    call: 6,
    chars: 9,
    logical: 10,
    integer: 13,
    real: 14,
  },
  ...{text: 16, list: 19, s4: 25, altRep: 238, attributePairs: 239, nil: 254, global: 253},
  ...{base: 241, empty: 242, namespace: 249, reference: 255},
};
const HAS_ATTRIBUTES = 0x200;
const HAS_TAG = 0x400;

/** The object `name` of the database `base`.rdx, `base`.rdb. */
export async function readRObject(base: string, name: string): Promise<RValue> {
  const index = unserialize(unzipSync(await readFile(`${base}.rdx`)));
  const variables = (index.value as RValue[])[0];
  const names = variables.attributes.names.value as string[];
  const place = (variables.value as RValue[])[names.indexOf(name)];
  if (!place) throw new Error(`${base}.rdx: found ${names.join(', ')}; expected ${name}`);
  const [start, length] = place.value as number[];
  const database = await readFile(`${base}.rdb`);
  // Each object: its unpacked length (4 bytes), then zlib data.
  return unserialize(unzipSync(database.subarray(start + 4, start + length)));
}

/** Reads one serialized object. */
export function unserialize(bytes: Buffer): RValue {
  return new Reader(bytes).readFile();
}

class Reader {
  readonly #bytes: Buffer;
  readonly #references: string[] = [];
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  readFile(): RValue {
    if (this.#take(2).toString() !== 'X\n') throw new Error('expected XDR data of R (X)');
    const version = this.#int();
    this.#at += 8;
    if (version === 3) this.#take(this.#int());
    return this.#item();
  }

  #take(bytes: number): Buffer {
    this.#at += bytes;
    return this.#bytes.subarray(this.#at - bytes, this.#at);
  }

  #int(): number {
    return this.#take(4).readInt32BE();
  }

  #item(): RValue {
    const flags = this.#int();
    const type = flags & 0xff;
    const attributes = {};
    switch (type) {
      case TYPE.nil:
      case TYPE.global:
      case TYPE.base:
      case TYPE.empty:
        return {value: null, attributes};
      case TYPE.reference:
        return {value: [this.#references[(flags >> 8) - 1]], attributes};
      case TYPE.symbol: {
        const text = this.#item().value as string[];
        this.#references.push(text[0]);
        return {value: text, attributes};
      }
      case TYPE.pairList:
      case TYPE.attributePairs:
        return this.#pairs(flags);
      case TYPE.chars: {
        const length = this.#int();
        return {value: [length < 0 ? null : this.#take(length).toString()], attributes};
      }
      default:
        return this.#vector(type, flags);
    }
  }

  #pairs(flags: number): RValue {
    const attributes: Record<string, RValue> = {};
    let current = flags;
    const values: RValue[] = [];
    while ((current & 0xff) !== TYPE.nil) {
      if (current & HAS_ATTRIBUTES) this.#item();
      const tag = current & HAS_TAG ? String((this.#item().value as string[])[0]) : '';
      const value = this.#item();
      values.push(value);
      if (tag) attributes[tag] = value;
      current = this.#int();
    }
    return {value: values, attributes};
  }

  #vector(type: number, flags: number): RValue {
    let value: RValue['value'] = null;
    if (type !== TYPE.s4) {
      const length = this.#int();
      const repeat = <T>(read: () => T) => Array.from({length}, read);
      if (type === TYPE.integer || type === TYPE.logical) value = repeat(() => this.#int());
      else if (type === TYPE.real) value = repeat(() => this.#take(8).readDoubleBE());
      else if (type === TYPE.text) value = repeat(() => (this.#item().value as string[])[0]);
      else if (type === TYPE.list) value = repeat(() => this.#item());
      else throw new Error(`found R type ${type}; expected numbers, texts, lists or S4 objects`);
    }
    const attributes = flags & HAS_ATTRIBUTES ? this.#item().attributes : {};
    return {value, attributes};
  }
}
