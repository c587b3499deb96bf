// What list-prompts writes, another program ranks, and read-rankings takes.
import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from '@jest/globals';
import type {completions} from '../../../shared/formats/completions.ts';
import completeGeneSets from '../../../stages/complete-gene-sets.ts';
import listPrompts from '../../../stages/outside/list-prompts.ts';
import readRankings from '../../../stages/outside/read-rankings.ts';
import trainPopularity from '../../../stages/train-popularity.ts';
import {runStage} from '../run-stage.ts';
import {tableOf, toyShard, toyVocabulary} from '../toy-corpus.ts';

type Completion = Awaited<ReturnType<typeof completions.read>>[number];

const training = toyShard(300, 1);
const testSets = tableOf(toyShard(12, 3));
const inputs = {vocabulary: toyVocabulary, testSets};
const asked = {protocols: ['shuffled-50', 'tcc'], seeds: [1, 2], drawnOnce: []};

let folder = '';
let prompts: string[][] = [];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'geneglot-rankings-'));
  const text: string = await (await runStage(listPrompts, {inputs, params: asked})).read('prompts');
  prompts = text
    .trimEnd()
    .split('\n')
    .map(line => line.split('\t'));
});
afterAll(() => rm(folder, {recursive: true, force: true}));

async function read(lines: readonly string[], params: object = asked) {
  const rankings = join(folder, 'own.tsv');
  await writeFile(rankings, lines.join('\n'));
  return runStage(readRankings, {
    inputs: {...inputs, rankings},
    params: {method: 'own', ...params},
  });
}

/** Ranks all genes of the vocabulary as popularity does. */
function rankByPopularity(): string[] {
  const {symbols} = toyVocabulary;
  const geneSets = new Int32Array(symbols.length);
  for (const token of training.tokens) geneSets[token]++;
  const order = [...symbols.keys()].slice(1).sort((a, b) => geneSets[b] - geneSets[a] || a - b);
  return prompts.flatMap(([id]) => order.map((token, i) => [id, i + 1, symbols[token]].join('\t')));
}

describe('rankings of another program', () => {
  test('prompts are what the models are shown, named by protocol, seed and set', async () => {
    const model = await (
      await runStage(trainPopularity, {
        inputs: {vocabulary: toyVocabulary, training, validation: toyShard(9, 2)},
      })
    ).read('model');
    const params = {method: 'popularity', ...asked};
    const completed = await runStage(completeGeneSets, {inputs: {...inputs, model}, params});
    const own = await completed.read('completions');
    expect(prompts).toEqual(
      own.map((row: Completion) => [
        `${row.protocol}:${row.seed}:${row.setId}`,
        `${row.library}: ${row.name}`,
        ...row.promptGenes.map(token => toyVocabulary.symbols[token]),
      ]),
    );
    const rows = await (await read(rankByPopularity())).read('completions');
    expect(rows.map((row: {heldOutRanks: number[]}) => row.heldOutRanks)).toEqual(
      own.map((row: {heldOutRanks: number[]}) => row.heldOutRanks),
    );
    expect(rows[0]).toMatchObject({method: 'own', kind: 'ranking', role: 'baseline'});
  });

  test('counts unknown genes, and prompts of which it knows nothing', async () => {
    const [first, ...others] = prompts.map(([id]) => id);
    const run = await read([
      `${first}\tX1`,
      ...others.map(id => `${id}\t${toyVocabulary.symbols[7]}`),
    ]);
    const {notes} = await run.read('summary');
    expect(notes[0]).toEqual({
      message: 'ranked genes outside the vocabulary, passed over',
      count: 1,
    });
    expect(notes[1].count).toBeGreaterThanOrEqual(1);
  });

  test('says how many prompts are missing or foreign, and when no gene is known', async () => {
    const [first, second, ...rest] = promptIds();
    await expect(read([`${first}\tA`, 'odd\tA'])).rejects.toThrow(
      new RegExp(
        `found ${rest.length + 1} of ${rest.length + 2} prompts without a ranking \\(the first: ${second}\\) and 1 of 2 rankings of no prompt \\(the first: odd\\).*--write-prompts`,
      ),
    );
    await expect(read(prompts.map(([id]) => `${id}\tXYZ`))).rejects.toThrow(
      new RegExp(`none of the genes ranked for ${prompts.length} prompts is a candidate`),
    );
  });
});

function promptIds(): string[] {
  return prompts.map(([id]) => id);
}
