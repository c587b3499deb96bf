// Model files whose hash is right and whose content is not: settings, header and parts changed at random, as someone may who
// means harm.
import {createHash} from 'node:crypto';
import {gzipSync} from 'node:zlib';
import type {PartValues} from '../../run/geneglot.mjs';
import {encodeModelFile} from '../../shared/formats/model-file.ts';
import type {Random} from '../../shared/stats/random.ts';
import {mutateBytes, pick} from './mutate.ts';

/** Where the header's length and the header stand (docs/model-file.md). */
const [LENGTH_AT, HASH_AT, HEADER_AT] = [12, 16, 48];
const ODD_NUMBERS = [0, -1, 0.5, 1e9, 2 ** 31, 2 ** 50, 1e308, -1e-300];
const ODD = [...ODD_NUMBERS, null, true, '', 'x', '<b>', '__proto__', 'toString', [], {}, [null]];
const ODD_WEIGHTS = [Number.NaN, Number.POSITIVE_INFINITY, -1, 0, 1e-40, 3e38];

interface Part {
  name: unknown;
  type: unknown;
  bytes: unknown;
  content: Uint8Array;
}
export interface Crafted {
  about: Record<string, unknown>;
  parts: Part[];
}

/** A maker of whole files, each a copy of its own. */
export function craftModelFile(file: {
  about: object;
  parts: Map<string, PartValues>;
}): () => Crafted {
  const bytes = encodeModelFile(file);
  const length = Buffer.from(bytes).readUInt32LE(LENGTH_AT);
  const header = Buffer.from(bytes.subarray(HEADER_AT, HEADER_AT + length)).toString();
  const contents = Array.from(file.parts.values(), values =>
    typeof values === 'string'
      ? Buffer.from(values)
      : new Uint8Array(values.buffer, values.byteOffset, values.byteLength),
  );
  return () => {
    const {parts, ...about} = JSON.parse(header);
    return {
      about,
      parts: parts.map((part: Part, i: number) => ({
        ...part,
        content: Uint8Array.from(contents[i]),
      })),
    };
  };
}

/** One to three changes; `settings`: the part of the header that is changed most often. */
export function changeCrafted(file: Crafted, settings: string, random: Random): void {
  for (let changes = 1 + random.int(3); changes > 0; changes--)
    pick(CHANGES, random)(file, random, settings);
}

/** The bytes of the file, with the hash that belongs to them. */
export function encodeCrafted({about, parts}: Crafted): Uint8Array<ArrayBuffer> {
  const places = parts.map(({name, type, bytes}) => ({name, type, bytes}));
  const header = Buffer.from(JSON.stringify({...about, parts: about.parts ?? places}));
  const data = gzipSync(Buffer.concat(parts.map(({content}) => content)), {level: 1});
  const head = Buffer.alloc(HEADER_AT);
  head.write('GENEGLOT');
  head.writeUInt32LE(1, 8);
  head.writeUInt32LE(header.length, LENGTH_AT);
  createHash('sha256').update(header).update(data).digest().copy(head, HASH_AT);
  return Uint8Array.from(Buffer.concat([head, header, data]));
}

type Change = (file: Crafted, random: Random, settings: string) => void;

const CHANGES: Change[] = [
  changeSetting,
  changeSetting,
  changeSetting,
  fillWeights,
  resizePart,
  garblePart,
  editPart,
  ({parts}, random) => parts.splice(random.int(parts.length), 1),
  ({parts}, random) => parts.push({...pick(parts, random), name: pick(parts, random).name}),
  ({parts}, random) => swap(parts, random),
  (file, random, settings) => {
    file.about[pick(['parts', settings, 'title', 'kind'], random)] = pick(ODD, random);
  },
];

/** A random value of the settings, at any depth, becomes an odd one or goes. */
function changeSetting({about}: Crafted, random: Random, settings: string): void {
  let at: unknown = about;
  let key = settings;
  for (let depth = 1 + random.int(4); depth > 0; depth--) {
    const inner = (at as Record<string, unknown>)[key];
    if (typeof inner !== 'object' || inner === null || Object.keys(inner).length === 0) break;
    at = inner;
    key = pick(Object.keys(inner), random);
  }
  const holder = at as Record<string, unknown>;
  if (random.int(6) === 0) delete holder[key];
  else holder[key] = pick(ODD, random);
}

function fillWeights({parts}: Crafted, random: Random): void {
  const {content} = pick(parts, random);
  const odd = Buffer.alloc(4);
  odd.writeFloatLE(pick(ODD_WEIGHTS, random));
  const from = random.int(content.length);
  for (let i = from - (from % 4); i + 4 <= content.length; i += 4) {
    content.set(odd, i);
    if (random.int(3) === 0) return;
  }
}

/** A part loses or gains bytes, and says so. */
function resizePart({parts}: Crafted, random: Random): void {
  const part = pick(parts, random);
  const unit = pick([1, 2, 4, 64], random);
  const by = unit * (1 + random.int(4));
  part.content =
    random.int(2) === 0
      ? part.content.slice(0, Math.max(0, part.content.length - by))
      : Uint8Array.from([...part.content, ...new Uint8Array(by)]);
  part.bytes = part.content.length;
}

function garblePart({parts}: Crafted, random: Random): void {
  const part = pick(parts, random);
  part.content = Uint8Array.from(mutateBytes(part.content, random));
  part.bytes = part.content.length;
}

/** The header lies about a part. */
function editPart({parts}: Crafted, random: Random): void {
  const part = pick(parts, random);
  const types = ['text', 'i8', 'u16', 'u32', 'f32', ...ODD];
  if (random.int(3) === 0) part.bytes = pick(ODD, random);
  else if (random.int(2) === 0) part.type = pick(types, random);
  else part.name = pick([...ODD, pick(parts, random).name], random);
}

function swap(parts: Part[], random: Random): void {
  const [a, b] = [pick(parts, random), pick(parts, random)];
  [a.name, b.name] = [b.name, a.name];
}
