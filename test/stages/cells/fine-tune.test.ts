import {readdirSync} from 'node:fs';
import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {beforeAll, describe, expect, test} from '@jest/globals';
import type {StoredPromptRow} from '../../../shared/formats/cells/prompt-table.ts';
import {vocabulary} from '../../../shared/formats/vocabulary.ts';
import {openCellModel} from '../../../shared/models/cells/open-cell-model.ts';
import type {CellModel} from '../../../shared/models/kinds/cell-model.ts';
import {completionModel} from '../../../shared/models/kinds/completion-model.ts';
import {numberedTensors} from '../../formats/numbered-tensors.ts';
import {scratchFolder} from '../../formats/scratch-folder.ts';
import {writeTinyGpt2} from '../../models/cells/tiny-gpt2.ts';
import type {StageRun} from '../run-stage.ts';
import {fineTuneToys, TOY_ROWS} from '../toy-cell-model.ts';

const tinyGpt2 = await writeTinyGpt2();

const scratch = scratchFolder();

/** Log-probabilities after a row's prompt. */
async function scoresOf(stored: CellModel, row: StoredPromptRow): Promise<Float32Array> {
  const {model, tokens} = await openCellModel(stored, 'auto');
  const scores = await model.scoreNext([tokens.prompt(row)!]);
  model.dispose();
  return scores;
}

/** Of six test cells, those whose type is the likelier one of the two. */
async function countRight(stored: CellModel): Promise<number> {
  const words = stored.vocabulary.kind === 'words' ? stored.vocabulary.words : [];
  const types = ['<type:B cell>', '<type:T cell>'].map(word => words.indexOf(word));
  const asked = TOY_ROWS.filter(({task, split}) => task === 'predict-type' && split === 'test');
  let right = 0;
  for (const row of asked.slice(0, 6)) {
    const scores = await scoresOf(stored, row);
    const told = scores[types[0]] > scores[types[1]] ? 'B cell' : 'T cell';
    right += Number(told === row.type);
  }
  return right;
}

describe('fine-tune from scratch', () => {
  let run: StageRun;
  let model: CellModel;
  beforeAll(async () => {
    run = await fineTuneToys();
    model = await run.read('model');
  });

  test('learns: types of test cells are told, and the validation loss falls', async () => {
    const curve: {validationLoss: number}[] = await run.read('lossCurve');
    expect(curve.at(-1)!.validationLoss).toBeLessThan(0.7 * curve[0].validationLoss + 0.3);
    expect(await countRight(model)).toBe(6);
  });

  test('starts as a reader of cells: types are told before the first update', async () => {
    const params = {maxSteps: 1, learningRate: 1e-30, minLearningRate: 0};
    const untrained: CellModel = await (await fineTuneToys({params})).read('model');
    expect(await countRight(untrained)).toBe(6);
    const random = await fineTuneToys({params: {...params, embeddingScale: 0}});
    expect(await countRight(await random.read('model'))).toBeLessThan(6);
  });

  test('words are those of training prompts; descriptions, which are text alone, are left out', async () => {
    const words = model.vocabulary.kind === 'words' ? model.vocabulary.words : [];
    const training = TOY_ROWS.filter(({split}) => split === 'training');
    const named = training.flatMap(row => [...row.promptWords, ...row.responseWords]);
    expect(new Set(words)).toEqual(new Set(['<end>', ...named]));
    const {counts} = await run.read('summary');
    const described = TOY_ROWS.filter(({task, split}) => task === 'describe' && split !== 'test');
    expect(counts.wordless).toBe(described.length);
  });

  test('the folder has a tokenizer of the words, marks with spaces whole, and a card', async () => {
    const folder = run.pathOf('model');
    const words = model.vocabulary.kind === 'words' ? model.vocabulary.words : [];
    const tokenizer = JSON.parse(await readFile(join(folder, 'tokenizer.json'), 'utf8'));
    expect(Object.keys(tokenizer.model.vocab)).toEqual(words);
    const whole = tokenizer.added_tokens.map(({content}: {content: string}) => content);
    expect(whole).toEqual(words.filter(word => word === '<end>' || word.includes(' ')));
    expect(whole).toContain('<type:B cell>');
    const card = await readFile(join(folder, 'README.md'), 'utf8');
    expect(card).toMatch(/prompts about cells/);
    expect(card).toMatch(/tokenizer\("<task:predict-type> .* BG4 .*<answer>"/);
  });

  test('killed and resumed it ends with the weights of an undisturbed training', async () => {
    const abort = new AbortController();
    const folder = `${run.folder}-killed`;
    const killed = fineTuneToys({
      folder,
      signal: abort.signal,
      onProgress: ({done}) => {
        if (done === 47) abort.abort();
      },
    });
    await expect(killed).rejects.toThrow(/abort/i);
    const resumed = await fineTuneToys({folder});
    expect(resumed.infos).toContain('resumed at step 47');
    expect(await resumed.read('model')).toEqual(model);
  });

  test('a task of weight 0 is not trained', async () => {
    const only = {generate: 0, 'generate-of-type': 0, perturb: 0, 'tell-tissue': 0};
    const one = await fineTuneToys({params: {maxSteps: 2, taskWeights: only}});
    const {counts} = await one.read('summary');
    const asked = TOY_ROWS.filter(r => r.task === 'predict-type' && r.split === 'training');
    expect(counts.trainingPrompts).toBe(asked.length);
  });
});

describe('fine-tune from a gene-set model', () => {
  const config = {
    ...{vocabSize: 4, blockSize: 8, nLayer: 1, nHead: 2, nEmbd: 16, bias: true, positions: false},
    ...{dropout: 0, tiedHead: true, activation: 'gelu' as const},
  };
  const symbols = ['<end>', 'BG1', 'ELSEWHERE', 'COM3'];

  test('takes its blocks and its embeddings of the genes both know', async () => {
    const folder = scratch('gene-sets');
    const tensors = numberedTensors(config);
    await completionModel.write(join(folder, 'model'), {kind: 'gpt', config, tensors});
    const geneVocabulary = scratch('vocabulary.parquet');
    const proteinCoding = new Uint8Array(4);
    await vocabulary.write(geneVocabulary, {symbols, geneSets: new Int32Array(4), proteinCoding});
    const geneSetModel = readdirSync(join(folder, 'model')).map(f => join(folder, 'model', f));
    const run = await fineTuneToys({
      inputs: {geneSetModel, geneVocabulary},
      params: {start: 'gene-set-model', maxSteps: 1, learningRate: 1e-12, minLearningRate: 0},
    });
    const tuned: CellModel = await run.read('model');
    const words = tuned.vocabulary.kind === 'words' ? tuned.vocabulary.words : [];
    const embedding = tuned.tensors.get('transformer.wte.weight')!.values;
    const trained = tensors.get('transformer.wte.weight')!.values;
    for (const [token, gene] of [
      [1, 'BG1'],
      [3, 'COM3'],
    ] as const) {
      const own = embedding.subarray(16 * words.indexOf(gene), 16 * (words.indexOf(gene) + 1));
      own.forEach((value, i) => {
        expect(value).toBeCloseTo(trained[16 * token + i], 3);
      });
    }
    const name = 'transformer.h.0.mlp.c_fc.weight';
    tuned.tensors.get(name)!.values.forEach((value, i) => {
      expect(value).toBeCloseTo(tensors.get(name)!.values[i], 3);
    });
    expect(run.infos).toContain(
      `from a gene-set model: 3 of ${words.length} words have its embeddings`,
    );
  });

  test('says what is missing', async () => {
    await expect(fineTuneToys({params: {start: 'gene-set-model'}})).rejects.toThrow(
      'found no model.json in fine-tune.geneSetModel, expected the folder of a model',
    );
  });
});

describe('fine-tune from GPT-2', () => {
  test('saved and loaded again, as it is or to be tuned on, it gives the same logits', async () => {
    const params = {start: 'gpt2', maxSteps: 3, evaluateEvery: 3, learningRate: 1e-3};
    const run = await fineTuneToys({inputs: {gpt2: tinyGpt2}, params});
    const tuned: CellModel = await run.read('model');
    const row = TOY_ROWS[0];
    const scores = await scoresOf(tuned, row);
    const folder = run.pathOf('model');
    const again = await fineTuneToys({
      inputs: {gpt2: readdirSync(folder).map(file => join(folder, file))},
      params: {...params, maxSteps: 1, learningRate: 1e-30, minLearningRate: 0},
    });
    expect(await scoresOf(await again.read('model'), row)).toEqual(scores);
    const merges = tinyGpt2.find(file => file.endsWith('merges.txt'))!;
    expect(await readFile(join(folder, 'merges.txt'))).toEqual(await readFile(merges));
  });

  test('all weights are updated', async () => {
    const step = (maxSteps: number) =>
      fineTuneToys({
        inputs: {gpt2: tinyGpt2},
        params: {
          start: 'gpt2',
          maxSteps,
          warmupSteps: 0,
          batchSize: 16,
          evaluateEvery: 9,
          weightDecay: 0,
        },
      });
    const [a, b]: CellModel[] = [
      await (await step(1)).read('model'),
      await (await step(2)).read('model'),
    ];
    for (const [name, {values}] of a.tensors) {
      // A key's bias changes all scores of a query alike: its gradient is nothing but rounding.
      expect([name, values]).not.toEqual([name, b.tensors.get(name)!.values]);
    }
  });

  test('prompts longer than the block are left out with what to do', async () => {
    const long = TOY_ROWS.map((row, i) => (i === 0 ? {...row, prompt: 'word '.repeat(400)} : row));
    const run = await fineTuneToys({
      inputs: {gpt2: tinyGpt2, prompts: long},
      params: {start: 'gpt2', maxSteps: 1},
    });
    expect(run.warnings.join()).toMatch(
      '1 prompts have more than 256 tokens and are left out: lower format-prompts.topGenes',
    );
  });
});
