// Asks a model of cells for the type of any cells: the chance of each type, as the answer to the prompt it was trained on.
import type {TypeChances} from '../../cells/annotation/type-chances.ts';
import type {GeneLists} from '../../cells/cell-matrix.ts';
import {ANSWER_WORD, isMark, markWord} from '../../cells/prompts/prompt-words.ts';
import type {GptModel} from '../../engines/contract/engine.ts';
import type {StoredPromptRow} from '../../formats/cells/prompt-table.ts';
import {batchesOf} from '../../stats/batches-of.ts';
import type {PromptTokens} from './prompt-tokens.ts';

/** How a model of words was asked for types in training. */
export interface TypeQuestion {
  /** Words that open every prompt: the task and what was known of all cells alike. */
  marks: string[];
  /** Genes that follow, at most. */
  genes: number;
}

/** Prompts scored at once. */
const BATCH = 64;

/** The question that the training prompts of these rows share. */
export function questionOf(rows: readonly StoredPromptRow[]): TypeQuestion {
  const asked = rows.filter(({task, split}) => task === 'predict-type' && split === 'training');
  if (asked.length === 0) {
    throw new Error(
      `found ${rows.length} prompts, none of which asks for the type of a training cell; expected some. Are cells labelled, and is predict-type among format-prompts.tasks?`,
    );
  }
  const isOpening = (word: string) => isMark(word) && word !== ANSWER_WORD;
  const [first] = asked;
  const others = asked.map(({promptWords}) => new Set(promptWords.filter(isOpening)));
  return {
    // A tissue that only some cells have is not asked of others.
    marks: first.promptWords.filter(
      word => isOpening(word) && others.every(words => words.has(word)),
    ),
    genes: Math.max(
      ...asked.map(({promptWords}) => promptWords.filter(word => !isMark(word)).length),
    ),
  };
}

/** One prompt a cell; `sentences`: genes by descending expression. */
export function promptsOf(
  {marks, genes: most}: TypeQuestion,
  {offsets, genes}: GeneLists,
  symbols: readonly string[],
  tokens: PromptTokens,
): Int32Array[] {
  return Array.from({length: offsets.length - 1}, (_, row) => {
    const shown = genes.subarray(offsets[row], Math.min(offsets[row + 1], offsets[row] + most));
    const words = [...marks, ...Array.from(shown, gene => symbols[gene]), ANSWER_WORD];
    return tokens.prompt({...NO_TEXT, promptWords: words})!;
  });
}

const NO_TEXT = {prompt: '', response: '', responseWords: []};

/** Chances among the types that the model has words for; others get 0. */
export async function askTypes(
  model: Pick<GptModel, 'scoreNext' | 'config'>,
  tokens: PromptTokens,
  prompts: readonly Int32Array[],
  types: readonly string[],
  onProgress?: (prompts: number) => void,
): Promise<TypeChances> {
  const answers = types.map(type => {
    const [token] = tokens.response({
      ...NO_TEXT,
      promptWords: [],
      responseWords: [markWord('type', type)],
    });
    return token;
  });
  const values = new Float64Array(prompts.length * types.length);
  const V = model.config.vocabSize;
  let row = 0;
  for (const part of batchesOf(prompts, BATCH)) {
    const scores = await model.scoreNext([...part]);
    for (let i = 0; i < part.length; i++, row++) {
      const own = scores.subarray(i * V, (i + 1) * V);
      const logs = answers.map(token =>
        token === undefined ? Number.NEGATIVE_INFINITY : own[token],
      );
      const most = Math.max(...logs);
      const odds = logs.map(log => Math.exp(log - most));
      const sum = odds.reduce((a, b) => a + b, 0);
      values.set(
        odds.map(each => each / sum),
        row * types.length,
      );
    }
    onProgress?.(row);
  }
  return {types: types.length, values};
}
