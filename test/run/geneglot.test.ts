// The run file answers as the stack that it was packed from, reads names as the pipeline does, and refuses what is damaged.
import {readFileSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {gunzipSync} from 'node:zlib';
import {beforeAll, describe, expect, test} from '@jest/globals';
import {GeneModel, type LeftOutGene, open, type ReadGene} from '../../run/geneglot.mjs';
import {encodeModelFile} from '../../shared/formats/model-file.ts';
import {listNames} from '../../shared/genes/symbols/list-names.ts';
import {SymbolResolver} from '../../shared/genes/symbols/resolve-symbol.ts';
import {type Gene, parseSymbolTable} from '../../shared/genes/symbols/symbol-table.ts';
import type {Completer} from '../../shared/models/completers/completer.ts';
import {openCompleter} from '../../shared/models/completers/open-completer.ts';
import {type PackedFrom, packStack} from '../../shared/models/model-file/pack-stack.ts';
import {quantizeRows} from '../../shared/models/model-file/quantize-rows.ts';
import {createRandom} from '../../shared/stats/random.ts';
import {topIndices} from '../../shared/stats/score-order.ts';
import {toyStack} from '../models/model-file/toy-stack.ts';

const ROOT = resolve(import.meta.dirname, '../..');

let bytes: Uint8Array;
let model: GeneModel;
let completer: Completer;
beforeAll(async () => {
  const toy = await toyStack();
  const {model: settings, parts} = packStack(toy);
  bytes = encodeModelFile({about: {title: 'toy', model: settings}, parts});
  model = await open(bytes);
  completer = await openCompleter(round(toy), {engine: 'auto'});
});

/** The stack with the weights that the file has. */
function round({model: stack, levels}: PackedFrom): PackedFrom['model'] {
  const members = stack.members.map(({name, model: member}) => {
    if (member.kind !== 'set-encoder') return {name, model: member};
    const tensors = new Map(
      Array.from(member.tensors, ([tensor, {shape, values}]) => {
        if (shape.length < 2 || tensor === 'pooling.query') return [tensor, {shape, values}];
        const rows = quantizeRows(values, shape[1], levels);
        const rounded = Float32Array.from(
          rows.values,
          (value, i) => value * rows.scales[Math.floor(i / shape[1])],
        );
        return [tensor, {shape, values: rounded}];
      }),
    );
    return {name, model: {...member, tensors}};
  });
  return {...stack, members};
}

describe('answers', () => {
  test.each([
    [[3, 5, 8]],
    [[1]],
    [[2, 14, 26, 38, 50]],
    [Array.from({length: 30}, (_, i) => i + 1)],
  ])('are those of the stack for %j', async tokens => {
    const prompt = Int32Array.from(tokens);
    const [expected] = await completer.probabilities!([prompt]);
    const {suggested} = model.complete(
      tokens.map(token => model.symbols[token]),
      {top: 20},
    );
    expect(suggested.map(({symbol}) => symbol)).toEqual(
      Array.from(topIndices(expected, suggested.length), token => model.symbols[token]),
    );
    for (const {symbol, value, chance} of suggested) {
      const token = model.tokenOf.get(symbol)!;
      expect(value).toBeCloseTo(expected[token], 3);
      expect(chance).toBeCloseTo(completer.chanceOf!(expected[token] * prompt.length), 3);
    }
  });

  test.each([1, 4, 12])('stay the same where EASE has %i modes', async modes => {
    const {model: settings, parts} = packStack({...(await toyStack()), modes});
    const withModes = new GeneModel({about: {title: 'toy', model: settings}, parts}, 'toy');
    const ease = settings.members.findIndex(({kind}) => kind === 'ease');
    expect(parts.get(`members.${ease}.modes.scales`)).toHaveLength(modes);
    const random = createRandom(modes);
    for (let i = 0; i < 30; i++) {
      const known = Int32Array.from(model.symbols.keys()).subarray(1);
      const prompt = random
        .shuffle(known)
        .slice(0, 1 + random.int(20))
        .sort();
      const [found, expected] = [withModes, model].map(
        opened => opened.score(prompt).methods[ease],
      );
      // Both are solved to some thousandths.
      for (const [token, score] of expected.entries()) {
        if (Number.isFinite(score)) expect(Math.abs(found[token] - score)).toBeLessThan(0.02);
      }
    }
  });

  test('name the training sets that support them', () => {
    const {suggested} = model.complete(['GENE1', 'GENE2', 'GENE3'], {top: 60, support: 2});
    const [first, second] = suggested.find(({support}) => support.length === 2)!.support;
    expect(first).toMatchObject({library: 'toy', name: expect.stringMatching(/^set \d+$/)});
    expect(first.similarity).toBeCloseTo(first.shared / Math.sqrt(3 * first.size), 12);
    expect(first.similarity).toBeGreaterThanOrEqual(second.similarity);
  });

  test('suppose as many missing genes as they are told', () => {
    const given = ['GENE1', 'GENE2'];
    const [few] = model.complete(given, {top: 1, missing: 1}).suggested;
    const [many] = model.complete(given, {top: 1, missing: 50}).suggested;
    expect(many.chance).toBeGreaterThan(few.chance);
  });

  test('are none where no name is known, and take thousands of names', () => {
    expect(model.complete([]).suggested).toEqual([]);
    const none = model.complete(['<img src=x onerror=alert(1)>', 'Trp53']);
    expect(none.suggested).toEqual([]);
    expect(none.leftOut.map(({reason}) => reason)).toEqual(['unknown', 'unknown']);
    const all = [
      ...model.symbols.slice(1, -1),
      ...Array.from({length: 5000}, (_, i) => `NONE${i}`),
    ];
    expect(model.complete(all).suggested.map(({symbol}) => symbol)).toEqual([model.symbols.at(-1)]);
  });
});

describe('names', () => {
  test('are read as the pipeline reads them, whatever the case and spelling', () => {
    const table = gunzipSync(readFileSync(join(ROOT, 'data/genes/human-genes.tsv.gz'))).toString();
    const genes = parseSymbolTable(table, 'human-genes.tsv');
    const resolver = new SymbolResolver(genes);
    const symbols = ['<end>', ...genes.map(({symbol}) => symbol)];
    const about = {
      title: 'names',
      model: {depth: 1, hidden: 1, calibration: {expected: [0], observed: [0]}, members: []},
    };
    const text = (value: string[]) => value.join('\n');
    const parts = new Map<string, string | Uint16Array>([
      ['symbols', text(symbols)],
      ['gene-names', text(symbols)],
      ['names', text(listNames(genes))],
      ['sets.titles', 'none\tnone'],
      ['sets.sizes', Uint16Array.of(0)],
      ['sets.steps', new Uint16Array(0)],
    ]);
    const reader = new GeneModel({about, parts}, 'names');
    for (const name of drawSpellings(genes, 20_000)) {
      const expected = resolver.resolve(name);
      const {genes: read, leftOut} = reader.read([name]);
      const [found]: (ReadGene | LeftOutGene)[] = [...read, ...leftOut];
      const got =
        'symbol' in found ? [found.how, found.symbol] : [found.reason, ...found.candidates];
      const candidates = expected.how === 'ambiguous' ? expected.candidates : [];
      expect([name, ...got]).toEqual([
        name,
        expected.how,
        ...(expected.symbol ? [expected.symbol] : candidates),
      ]);
    }
  });
});

/** Names of genes as people and spreadsheets spell them. */
function drawSpellings(genes: readonly Gene[], count: number): string[] {
  const random = createRandom(3);
  const pick = <T>(list: readonly T[]) => list[random.int(list.length)];
  const spell = [
    (name: string) => name,
    (name: string) => name.toLowerCase(),
    (name: string) => name.toUpperCase(),
    (name: string) => ` ${name[0]}${name.slice(1).toLowerCase()} `,
    (name: string) => `${name}.${random.int(20)}`,
    (name: string) => name.slice(1),
    () =>
      `${pick(['Mar', 'SEP', 'dec', 'september', 'March'])}${pick(['-', ' ', '/', ''])}${random.int(40)}`,
    () => `${random.int(32)}-${pick(['Mar', 'Sep', 'Dec'])}`,
    () => {
      const month = pick(['Mär', 'Mrz', 'set', 'Sept.', 'déc', 'Dez', 'Oct', 'Okt', 'avr', 'Feb']);
      const parts = [String(random.int(16)).padStart(random.int(3), '0'), month];
      if (random.int(2) === 0) parts.reverse();
      const year = pick(['', '', '-21', ' 2020', '/1999']);
      return `${parts.join(pick(['-', ' ', '. ', '/', '.']))}${year}`;
    },
    () => {
      const [year, month, day] = [pick(['2020', '21']), 1 + random.int(13), 1 + random.int(31)];
      const parts = random.int(2) === 0 ? [year, month, day] : [month, day, year];
      const time = pick(['', '', ' 00:00:00', 'T12:30', ' 1:02 pm']);
      return parts.map(part => String(part).padStart(2, '0')).join(pick(['-', '/', '.'])) + time;
    },
    (name: string) => `${name}${pick(['.0', '.', '.00', '_PAR_Y', '.5_3', '.15_PAR_Y', '.5'])}`,
    (name: string) => name.replace('ENSG0', 'ENSGR'),
    () =>
      pick(['nan', 'NA', 'na', 'Inf', 'NaN', 'NaT', '-', 'None', '1e-5', '14.1', '464.2', '2E4']),
    () => `${pick(['SEPT', 'sept', 'MARCH', 'Marc', 'DEC'])}${pick(['', '0'])}${random.int(16)}`,
  ];
  return Array.from({length: count}, () => {
    const gene = pick(genes);
    const ids = [gene.entrezId, gene.ensemblId].filter(id => id !== null);
    return pick(spell)(pick([gene.symbol, ...gene.previous, ...gene.aliases, ...ids]));
  });
}

describe('a damaged file is refused', () => {
  const openBytes = (changed: Uint8Array) => open(new Blob([changed as Uint8Array<ArrayBuffer>]));

  test('wherever a byte is altered or it is cut', async () => {
    const random = createRandom(11);
    for (let i = 0; i < 200; i++) {
      const changed = Uint8Array.from(bytes);
      const at = random.int(bytes.length);
      changed[at] ^= 1 + random.int(255);
      await expect(openBytes(changed)).rejects.toThrow(/^model file: found|^model file: its bytes/);
      await expect(openBytes(bytes.subarray(0, at))).rejects.toThrow(/^model file: /);
    }
  });

  test('by a sentence for a newer format and for what is none', async () => {
    const newer = Uint8Array.from(bytes);
    newer[8] = 2;
    await expect(openBytes(newer)).rejects.toThrow('found format 2, expected 1. Update geneglot.');
    const page = new TextEncoder().encode(`<!doctype html>${' '.repeat(100)}`);
    await expect(openBytes(page)).rejects.toThrow(
      'found no model file, expected it to begin with GENEGLOT.',
    );
  });

  test('by a sentence for a model of anything but gene sets', async () => {
    const fileOf = (kind: unknown) =>
      encodeModelFile({about: {title: 'x', kind}, parts: new Map()});
    await expect(openBytes(fileOf('cells'))).rejects.toThrow('Give it to geneglot annotate.');
    await expect(openBytes(fileOf('toString'))).rejects.toThrow('Update geneglot.');
  });

  test('without asking for the memory that it claims', async () => {
    const parts = new Map([['x', 'y']]);
    const honest = encodeModelFile({about: {title: 'x', model: model.about.model}, parts});
    const {createHash} = await import('node:crypto');
    const text = Buffer.from(honest)
      .toString('latin1')
      .replace('"bytes":1}', `"bytes":${2 ** 50}}`);
    const forged = Buffer.from(text, 'latin1');
    forged.writeUInt32LE(forged.readUInt32LE(12) + String(2 ** 50).length - 1, 12);
    createHash('sha256').update(forged.subarray(48)).digest().copy(forged, 16);
    await expect(openBytes(forged)).rejects.toThrow(`its header asks for ${2 ** 50} bytes`);
  });
});

test('the run file is one readable file of at most 500 lines without a dependency', () => {
  const text = readFileSync(join(ROOT, 'run/geneglot.mjs'), 'utf8');
  expect(text.split('\n').length).toBeLessThanOrEqual(501);
  const imports = Array.from(
    text.matchAll(/import\(?\s*'([^']+)'|from '([^']+)'/g),
    ([, a, b]) => a ?? b,
  );
  expect(imports).toEqual(['./geneglot.mjs', 'node:fs/promises', 'node:zlib']);
});
