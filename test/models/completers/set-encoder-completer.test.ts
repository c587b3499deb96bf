import {expect, test} from '@jest/globals';
import {tensorLength} from '../../../shared/engines/contract/gpt-tensors.ts';
import {listSetEncoderTensors} from '../../../shared/engines/contract/set-encoder-tensors.ts';
import {setEncoderCompleter} from '../../../shared/models/completers/set-encoder-completer.ts';
import {createRandom} from '../../../shared/stats/random.ts';

const config = {
  ...{vocabSize: 9, nEmbd: 4, nLayer: 1, nHead: 1, tiedHead: true, dropout: 0},
  pooling: 'attention' as const,
};
const random = createRandom(2);
const tensors = new Map(
  listSetEncoderTensors(config).map(({name, shape}) => {
    const values = new Float32Array(tensorLength({name, shape})).map(() => random.next() - 0.5);
    return [name, {shape, values}];
  }),
);
const prompts = [Int32Array.of(3, 1), Int32Array.of(2)];

test.each([
  ['softmax', Math.exp],
  ['bce', (z: number) => 1 / (1 + Math.exp(-z))],
] as const)(
  'after a loss of %s its probabilities are shares of that of its logits',
  async (loss, of) => {
    const completer = await setEncoderCompleter(
      {kind: 'set-encoder', config, loss, tensors},
      'auto',
    );
    const rows = await completer.rank(prompts);
    const shares = await completer.probabilities!(prompts);
    for (const [i, prompt] of prompts.entries()) {
      const out = [0, ...prompt];
      expect(out.map(token => rows[i][token])).toEqual(out.map(() => Number.NEGATIVE_INFINITY));
      expect(shares[i].reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 6);
      expect(shares[i][8] / shares[i][7]).toBeCloseTo(of(rows[i][8]) / of(rows[i][7]), 6);
    }
    completer.dispose();
  },
);
