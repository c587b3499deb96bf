// What a model file of cells holds comes out as it went in, but for the rounding of a model's matrices.
import {expect, test} from '@jest/globals';
import {cellBundle} from '../../../shared/models/kinds/cell-bundle.ts';
import {packAnnotator, unpackAnnotator} from '../../../shared/models/model-file/pack-annotator.ts';
import {scratchFolder} from '../../formats/scratch-folder.ts';
import {toyBundle, toyStored} from './toy-bundle.ts';

const scratch = scratchFolder();

test('the reference comes back to the last bit of 32, and a model within half a step', async () => {
  await cellBundle.write(scratch('toy.geneglot'), toyBundle());
  const {about, parts} = await cellBundle.read(scratch('toy.geneglot'));
  const {annotator, model} = unpackAnnotator('toy', {about, parts});
  const before = toyStored();
  const rounded = (values: Float64Array) => Float64Array.from(Float32Array.from(values));
  expect(annotator.types).toEqual(before.annotator.types);
  expect(annotator.symbols).toEqual(before.annotator.symbols);
  expect(annotator.logistic.weights).toEqual(rounded(before.annotator.logistic.weights));
  expect(annotator.space.points.coordinates).toEqual(
    rounded(before.annotator.space.points.coordinates),
  );
  expect(annotator.calibrations).toEqual(before.annotator.calibrations);
  const [own, theirs] = [model!.stored, before.model!.stored];
  expect([own.config, own.vocabulary, model!.question]).toEqual([
    ...[theirs.config, theirs.vocabulary, before.model!.question],
  ]);
  for (const [name, {shape, values}] of theirs.tensors) {
    const furthest = values.reduce(
      (most, value, i) => Math.max(most, Math.abs(value - own.tensors.get(name)!.values[i])),
      0,
    );
    expect(furthest).toBeLessThan(shape.length > 1 ? 0.5 / 254 + 1e-6 : 1e-9);
  }
});

test('without levels every weight stays', () => {
  const {packed, parts} = packAnnotator(toyStored(), 0);
  const {model} = unpackAnnotator('toy', {about: packed, parts});
  for (const [name, {values}] of toyStored().model!.stored.tensors) {
    expect(model!.stored.tensors.get(name)!.values).toEqual(values);
  }
});

test.each([
  ['a part that is missing', 'reference.loadings', undefined],
  ['a part too short', 'reference.points', new Float32Array(3)],
  ['numbers that are none', 'reference.means', new Float32Array(40).fill(Number.NaN)],
  ['a type that is not there', 'reference.labels', new Float32Array(150).fill(9)],
  ['half a type', 'reference.labels', new Float32Array(150).fill(0.5)],
  ['a distance below 0', 'reference.spacing', new Float32Array(150).fill(-1)],
  ['words of another number', 'model.words', '["a"]'],
  ['symbols that are no list', 'symbols', '{}'],
])('%s is refused by its name', (_, name, values) => {
  const {about, parts} = toyBundle();
  if (values === undefined) parts.delete(name);
  else parts.set(name, values);
  expect(() => unpackAnnotator('toy.geneglot', {about, parts})).toThrow(
    new RegExp(`^toy.geneglot: (${name}|${name.replace('reference.', '')}): found .+, expected `),
  );
});
