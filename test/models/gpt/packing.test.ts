import {describe, expect, test} from '@jest/globals';
import type {Batch} from '../../../shared/engines/contract/engine.ts';
import {type PackingOptions, packEpoch} from '../../../shared/models/gpt/packing.ts';
import {createRandom} from '../../../shared/stats/random.ts';
import {shardOf} from './shard.ts';

const END = 0;

function randomSets(count: number, maxSize: number): number[][] {
  const random = createRandom(7);
  return Array.from({length: count}, () => {
    const genes = Int32Array.from({length: 60}, (_, i) => i + 1);
    return Array.from(random.shuffle(genes).subarray(0, 1 + random.int(maxSize)));
  });
}

const options: PackingOptions = {batchSize: 3, blockSize: 40, endToken: END, seed: 1, epoch: 1};

interface Document {
  inputs: number[];
  targets: number[];
}

/** Cuts a batch back into its documents by the mask alone. */
function documentsOf({B, T, tokens, targets, documentStart}: Batch): Document[] {
  const documents: Document[] = [];
  for (let b = 0; b < B; b++) {
    for (let t = 0; t < T; t++) {
      const at = b * T + t;
      if (targets[at] < 0) continue;
      if (documentStart[at] === t) documents.push({inputs: [], targets: []});
      documents.at(-1)!.inputs.push(tokens[at]);
      documents.at(-1)!.targets.push(targets[at]);
    }
  }
  return documents;
}

describe('packEpoch', () => {
  const sets = randomSets(200, 30);
  const documents = [...packEpoch(shardOf(sets), options)].flatMap(documentsOf);

  test('shows every set once an epoch, all its genes, between two end tokens', () => {
    const seen = documents.map(({targets}) =>
      targets
        .slice(0, -1)
        .toSorted((a, b) => a - b)
        .join(),
    );
    const expected = sets.map(set => set.toSorted((a, b) => a - b).join());
    expect(seen.toSorted()).toEqual(expected.toSorted());
    expect(documents.every(({inputs}) => inputs[0] === END)).toBe(true);
    expect(documents.every(({targets}) => targets.at(-1) === END)).toBe(true);
  });

  test('targets are the inputs one position later', () => {
    for (const {inputs, targets} of documents)
      expect(targets.slice(0, -1)).toEqual(inputs.slice(1));
  });

  test('the same options give the same batches, another epoch gives others', () => {
    const again = [...packEpoch(shardOf(sets), options)];
    expect(again.flatMap(documentsOf)).toEqual(documents);
    const next = [...packEpoch(shardOf(sets), {...options, epoch: 2})];
    expect(next.flatMap(documentsOf)).not.toEqual(documents);
  });

  test('wastes less than a tenth of the positions on padding', () => {
    const batches = [...packEpoch(shardOf(sets), options)];
    const positions = batches.reduce((sum, {B, T}) => sum + B * T, 0);
    const used = documents.reduce((sum, {inputs}) => sum + inputs.length, 0);
    expect(used / positions).toBeGreaterThan(0.9);
  });

  test('cuts a set that is longer than a row to a random part of it', () => {
    const long = Array.from({length: 100}, (_, i) => i + 1);
    const parts = [1, 2].map(epoch => {
      const [batch] = packEpoch(shardOf([long]), {...options, epoch});
      const [document] = documentsOf(batch);
      expect(document.inputs).toHaveLength(40);
      expect(new Set(document.targets).size).toBe(40);
      expect(document.targets).not.toContain(END);
      return document.targets;
    });
    expect(parts[0]).not.toEqual(parts[1]);
  });

  test('the loss looks at K positions of a set, evenly spread and each equally often', () => {
    const counts = new Float64Array(6);
    for (let epoch = 1; epoch <= 300; epoch++) {
      const [batch] = packEpoch(shardOf([[1, 2, 3, 4, 5]]), {...options, epoch, lossPositions: 2});
      const looked = [...counts.keys()].filter(t => batch.weights![t] === 1);
      expect(looked).toHaveLength(2);
      expect(looked[1] - looked[0]).toBe(3);
      for (const t of looked) counts[t]++;
    }
    for (const count of counts) expect(Math.abs(count - 100)).toBeLessThan(35);
  });

  test('the loss skips the first positions where it shall, unless a name comes before them', () => {
    const long = Array.from({length: 9}, (_, i) => i + 1);
    const lookedAt = (before: number[]) => {
      const how = {...options, lossFrom: 0.5, before: () => before};
      const [batch] = packEpoch(shardOf([long]), how);
      return [...batch.tokens.keys()].filter(t => batch.weights![t] === 1);
    };
    // Ten positions: after 0 … 9 genes.
    expect(lookedAt([])).toEqual([4, 5, 6, 7, 8, 9]);
    expect(lookedAt([20, 21])).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  });

  test('a set of fewer positions counts with all of them, however long the others are', () => {
    const long = Array.from({length: 30}, (_, i) => i + 1);
    const batches = [...packEpoch(shardOf([[1], long, long]), {...options, lossPositions: 5})];
    const weights = batches.flatMap(({weights}) => Array.from(weights!));
    expect(weights.reduce((sum, w) => sum + w, 0)).toBe(2 + 5 + 5);
  });

  test('padding attends to itself only and predicts nothing', () => {
    const [batch] = packEpoch(shardOf([[1, 2, 3]]), options);
    expect(batch.B).toBe(1);
    expect(Array.from(batch.targets.subarray(4))).toEqual(new Array(36).fill(-1));
    expect(Array.from(batch.documentStart.subarray(4))).toEqual(
      Array.from({length: 36}, (_, i) => i + 4),
    );
  });
});
