// A model file whose hash is right and whose parts are wrong is refused in a sentence; the run file alone ends, too.
import {beforeAll, expect, test} from '@jest/globals';
import {GeneModel, type ModelFile, open, type PartValues} from '../../run/geneglot.mjs';
import {openCheckedModel} from '../../shared/answers/open-checked-model.ts';
import {encodeModelFile} from '../../shared/formats/model-file.ts';
import {packStack} from '../../shared/models/model-file/pack-stack.ts';
import {toyStack} from '../models/model-file/toy-stack.ts';

type Settings = ModelFile['about']['model'];
type Parts = Map<string, PartValues>;

let sound: {model: Settings; parts: Parts};
beforeAll(async () => {
  sound = packStack(await toyStack());
});

/** The bytes of the toy file after a change. */
function craft(change: (about: ModelFile['about'], parts: Parts) => void): Uint8Array {
  const about = {title: 'toy', model: structuredClone(sound.model)};
  const parts = new Map(sound.parts);
  change(about, parts);
  return encodeModelFile({about, parts});
}

function memberOf({model}: ModelFile['about'], kind: string): Record<string, unknown> {
  return model.members.find(member => member.kind === kind) ?? {};
}

test('what the pipeline packs is opened', async () => {
  const model = await openCheckedModel(
    craft(() => undefined),
    'toy',
    GeneModel,
  );
  expect(model.complete(['GENE1', 'GENE2'], {top: 3}).suggested).toHaveLength(3);
});

const CRAFTED: [string, (about: ModelFile['about'], parts: Parts) => void][] = [
  ['no methods', ({model}) => model.members.splice(0)],
  ['a pool of no genes', ({model}) => Object.assign(model, {depth: 0})],
  ['no hidden units', ({model}) => Object.assign(model, {hidden: 0})],
  ['billions of hidden units', ({model}) => Object.assign(model, {hidden: 1e9})],
  ['no calibration', ({model}) => Object.assign(model.calibration, {expected: [], observed: []})],
  ['EASE that never ends', about => Object.assign(memberOf(about, 'ease'), {lambda: -1e-9})],
  [
    'EASE without numbers',
    (_, parts) => parts.set('members.4.diagonal', Float32Array.of(Number.NaN)),
  ],
  [
    'billions of heads',
    about => Object.assign(memberOf(about, 'set-encoder').config as object, {nHead: 1e9}),
  ],
  ['rows without end', (_, parts) => parts.set('members.6.head.weight.scales', new Float32Array())],
  ['no training sets', (_, parts) => parts.set('sets.sizes', new Uint16Array())],
  ['a set beyond the end', (_, parts) => parts.set('sets.sizes', Uint32Array.of(2 ** 31))],
  ['text for numbers', (_, parts) => parts.set('network', 'none')],
  ['numbers for text', (_, parts) => parts.set('symbols', Int8Array.of(1))],
  ['a title that is no text', about => Object.assign(about, {title: {}})],
  ['sources that are none', about => Object.assign(about, {sources: [null]})],
];

test.each(CRAFTED)('%s: refused in a sentence', async (_, change) => {
  const bytes = craft(change);
  await expect(openCheckedModel(bytes, 'crafted.geneglot', GeneModel)).rejects.toThrow(
    /^crafted\.geneglot: found (parts that do not fit together|no part)/,
  );
  const ended = await open(bytes)
    .then(model => model.complete(['GENE1', 'GENE2']))
    .catch(() => 'refused');
  expect(ended).toBeDefined();
});

test('a file without names reads its own symbols alone', async () => {
  const model = await openCheckedModel(
    craft((_, parts) => parts.set('names', '')),
    'toy',
    GeneModel,
  );
  const {genes, leftOut} = model.read(['GENE1', 'OLD2', 'nobody']);
  expect(genes.map(({symbol}) => symbol)).toEqual(['GENE1']);
  expect(leftOut.map(({given}) => given)).toEqual(['OLD2', 'nobody']);
});
