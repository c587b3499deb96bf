// What a model file holds; that it answers as the stack is tested with the run file.
import {expect, test} from '@jest/globals';
import {packStack} from '../../../shared/models/model-file/pack-stack.ts';
import {toyStack, training} from './toy-stack.ts';

test('holds names, sets, the network and the weights of every method', async () => {
  const {model, parts} = packStack(await toyStack());
  expect(model.members.map(({kind}) => kind)).toEqual([
    ...['nearest-sets', 'nearest-sets', 'item-item', 'co-occurrence', 'ease'],
    ...['set-encoder', 'set-encoder', 'set-encoder', 'gene-names'],
  ]);
  expect(parts.get('sets.steps')).toHaveLength(training.tokens.length);
  expect(String(parts.get('sets.titles')).split('\n')[3]).toBe('toy\tset 3');
  expect(parts.get('members.4.diagonal')).toBeInstanceOf(Float32Array);
  expect(parts.get('members.5.embedding.weight')).toBeInstanceOf(Int8Array);
  expect(parts.has('members.5.head.weight')).toBe(false);
});

test('refuses sets without names and methods that it cannot hold', async () => {
  const toy = await toyStack();
  const unnamed = {...toy.training, setIds: toy.training.setIds.map(id => id + 1000)};
  expect(() => packStack({...toy, training: unnamed})).toThrow('found no training set 0 among');
  const members = [{name: '1-stack', model: toy.model}];
  expect(() => packStack({...toy, model: {...toy.model, members}})).toThrow(
    'found a member of kind stack',
  );
});
