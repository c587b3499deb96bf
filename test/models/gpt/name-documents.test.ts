import {describe, expect, test} from '@jest/globals';
import type {TokenShard} from '../../../shared/genes/tokens/token-shard.ts';
import type {Document} from '../../../shared/models/gpt/documents.ts';
import {
  genesWithNames,
  type Naming,
  nameDocuments,
  namedGeneDocument,
  nameOf,
} from '../../../shared/models/gpt/name-documents.ts';
import {packEpoch, setDocuments} from '../../../shared/models/gpt/packing.ts';
import {createRandom} from '../../../shared/stats/random.ts';
import {shardOf} from './shard.ts';

// Tokens 1–6 are genes, 7 opens and closes a name, 8–10 are words; the second set has no name.
const naming: Naming = {nameToken: 7, endToken: 0, geneNames: [[], [8], [], [9, 10], [], [], []]};
const shard: TokenShard = {
  ...shardOf([
    [1, 2, 3],
    [4, 5],
    [6, 2, 5, 1],
  ]),
  names: {offsets: Int32Array.of(0, 2, 2, 3), tokens: Uint32Array.of(8, 9, 10)},
};

const options = {...{batchSize: 2, blockSize: 16, endToken: 0, seed: 1, epoch: 1}};

describe('names in the training of a GPT', () => {
  test('a name opens with its token, and comes before the genes that it shall bring', () => {
    const before = (row: number) => nameOf(shard, row, naming, 16);
    const documents = [...setDocuments(shard, {...options, before})];
    const firsts = documents.map(({tokens, targets}) => {
      const end = tokens.indexOf(0);
      // Nothing of the name is predicted.
      expect(Array.from(targets.subarray(0, end))).toEqual(new Array(end).fill(-1));
      return Array.from(tokens.subarray(0, end)).join();
    });
    expect(firsts.sort()).toEqual(['', '7,10', '7,8,9']);
    expect(nameOf(shard, 0, naming, 4)).toEqual([]);
    expect(nameOf(shardOf([[1]]), 0, naming, 16)).toEqual([]);
  });

  test('genes follow their own name', () => {
    const named = genesWithNames(naming, 16);
    expect(Array.from(named)).toEqual([1, 3]);
    expect(Array.from(genesWithNames(naming, 4))).toEqual([1]);
    const random = createRandom(3);
    const seen = new Set(
      Array.from({length: 40}, () => {
        const {tokens, targets, lossAt} = namedGeneDocument(naming, named, random);
        expect(lossAt).toEqual([tokens.length - 1]);
        return `${tokens.join()} → ${targets[targets.length - 1]}`;
      }),
    );
    expect([...seen].sort()).toEqual(['7,8,0 → 1', '7,9,10,0 → 3']);
  });

  test('names are written behind genes, word by word to the end', () => {
    const texts = (epoch: number) =>
      Array.from(nameDocuments(shard, naming, {blockSize: 16, seed: 1, epoch}), readDocument);
    const ofSets = texts(1).filter(({genes}) => genes.length > 1 || genes[0] === 6);
    for (const {genes, name} of texts(1)) {
      const [first] = genes;
      const possible = [
        ...(genes.every(gene => [1, 2, 3].includes(gene)) ? ['8,9,7'] : []),
        ...(genes.every(gene => [6, 2, 5, 1].includes(gene)) ? ['10,7'] : []),
        ...(genes.length === 1 && first === 1 ? ['8,7'] : []),
        ...(genes.length === 1 && first === 3 ? ['9,10,7'] : []),
      ];
      expect(possible).toContain(name);
    }
    expect(ofSets.length).toBeGreaterThan(0);
    expect(texts(1)).toEqual(texts(1));
    expect(texts(2)).not.toEqual(texts(1));
  });

  test('no document is longer than a row', () => {
    for (const {tokens} of nameDocuments(shard, naming, {blockSize: 6, seed: 1, epoch: 1})) {
      expect(tokens.length).toBeLessThanOrEqual(6);
    }
  });
});

describe('sets shown in part', () => {
  const sets = Array.from({length: 30}, (_, i) => Array.from({length: 2 + i}, (_, k) => k + 1));

  test('every gene is shown, the next target or beyond, each once', () => {
    const documents = setDocuments(shardOf(sets), {...options, shownShares: [0.05, 0.6]});
    const sizes: number[] = [];
    for (const {tokens, targets, beyond} of documents) {
      const shown = tokens.subarray(1);
      expect(Array.from(targets.subarray(0, -1))).toEqual(Array.from(shown));
      const last = targets[targets.length - 1];
      expect(last === 0).toBe(beyond.length === 0);
      const all = [...shown, ...(last === 0 ? [] : [last]), ...beyond].sort((a, b) => a - b);
      expect(all).toEqual(Array.from(all.keys(), k => k + 1));
      sizes.push(all.length);
    }
    expect(sizes.sort((a, b) => a - b)).toEqual(sets.map(({length}) => length));
  });

  test('a batch keeps what lies beyond each document at its last position', () => {
    const batches = [...packEpoch(shardOf(sets), {...options, shownShares: [0.05, 0.6]})];
    let beyond = 0;
    for (const {targets, documentStart, beyond: kept, T} of batches) {
      if (!kept) continue;
      beyond += kept.genes.length;
      for (const i of targets.keys()) {
        if (kept.starts[i + 1] === kept.starts[i]) continue;
        const isLast =
          (i + 1) % T === 0 || documentStart[i + 1] === (i + 1) % T || targets[i + 1] < 0;
        expect(isLast).toBe(true);
      }
    }
    expect(beyond).toBeGreaterThan(100);
  });
});

/** Genes, and the targets after the token that opens a name. */
function readDocument({tokens, targets, lossAt}: Document) {
  const opening = tokens.indexOf(7);
  expect(lossAt[0]).toBe(opening);
  return {
    genes: Array.from(tokens.subarray(1, opening)),
    name: Array.from(targets.subarray(opening)).join(),
  };
}
