import {describe, test} from '@jest/globals';
import {createItemItem} from '../../../shared/models/baselines/item-item.ts';
import {engine, expectDefinition, sets, sum, TOKENS, training} from './expect-definition.ts';

describe('item–item', () => {
  test('adds the cosines between the set vectors of genes', async () => {
    const column = (gene: number) => sets.map(set => Number(set.includes(gene)));
    const dot = (a: number[], b: number[]) => sum(a.map((value, i) => value * b[i]));
    const ranker = await createItemItem(training, TOKENS, engine);
    await expectDefinition(ranker, (gene, prompt) =>
      sum(
        prompt.map(p => {
          const [a, b] = [column(p), column(gene)];
          return dot(a, b) && dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
        }),
      ),
    );
  });
});
