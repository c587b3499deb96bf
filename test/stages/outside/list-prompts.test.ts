import {expect, test} from '@jest/globals';
import listPrompts from '../../../stages/outside/list-prompts.ts';
import {runStage} from '../run-stage.ts';
import {tableOf, toyShard, toyVocabulary} from '../toy-corpus.ts';

test('writes a line for each protocol, seed and set, with genes of the set alone', async () => {
  const testSets = tableOf(toyShard(3, 3));
  const run = await runStage(listPrompts, {
    inputs: {vocabulary: toyVocabulary, testSets},
    params: {
      protocols: ['tcc', 'shuffled-20', 'shuffled-50'],
      seeds: [1, 2],
      drawnOnce: ['shuffled-20'],
    },
  });
  const lines = ((await run.read('prompts')) as string).trimEnd().split('\n');
  const rows = lines.map(line => line.split('\t'));
  const ids = Array.from(testSets.setIds);
  expect(rows.map(([id]) => id)).toEqual(
    ['tcc:1', 'shuffled-20:1', 'shuffled-50:1', 'shuffled-50:2'].flatMap(round =>
      ids.map(id => `${round}:${id}`),
    ),
  );
  for (const [i, [, , ...shown]] of rows.entries()) {
    const row = i % 3;
    const {genes, offsets, symbols} = testSets;
    const own = Array.from(genes.subarray(offsets[row], offsets[row + 1]), gene => symbols[gene]);
    expect(own).toEqual(expect.arrayContaining(shown));
    expect(shown.length).toBeLessThan(own.length);
  }
});
