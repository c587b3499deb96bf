// Lets a model of text describe cells, and measures how likely it finds the right text of each.
import type {GptModel} from '../../engines/contract/engine.ts';
import type {EngineChoice} from '../../engines/load.ts';
import {type PromptDocument, toPromptBatch} from '../gpt/pack-prompts.ts';
import type {CellModel} from '../kinds/cell-model.ts';
import {openCellModel} from './open-cell-model.ts';
import {openPromptTokens, type PromptTexts} from './prompt-tokens.ts';
import {type WritingOptions, writeResponses} from './write-responses.ts';

export interface Description {
  /** As the model wrote it. */
  text: string;
  /** −ln of the right text's probability after the prompt, without the token that ends it. */
  nats: number;
  /** Tokens of the right text. */
  tokens: number;
}

/** What the model writes after each prompt, and how likely it finds the response; `report` receives lines for the log. */
export async function writeDescriptions(
  stored: CellModel,
  questions: readonly PromptTexts[],
  options: WritingOptions & {engine: EngineChoice},
  {report, onProgress}: {report(line: string): void; onProgress(done: number): void},
): Promise<Description[]> {
  const opened = await openCellModel(stored, options.engine);
  const {model, tokens, description} = opened;
  report(description);
  const prompts = questions.map(row => tokens.prompt(row)!);
  const written = await writeResponses(opened, prompts, options, onProgress);
  const described: Description[] = [];
  for (const [i, row] of questions.entries()) {
    const text = tokens.text(written[i]).trim();
    described.push({text, ...(await measureText(model, prompts[i], tokens.response(row)))});
  }
  model.dispose();
  return described;
}

/** Those of the rows whose prompt and right text fit into the positions of a model. */
export async function rowsThatFit<Row extends PromptTexts>(
  rows: readonly Row[],
  stored: CellModel,
): Promise<Row[]> {
  const tokens = await openPromptTokens(stored);
  const {blockSize} = stored.config;
  return rows.filter(
    row => tokens.prompt(row)!.length + tokens.response(row).length - 1 <= blockSize,
  );
}

/** Each text alone in its batch: rows that share one share its sum of losses. */
async function measureText(
  model: Pick<GptModel, 'evaluate'>,
  prompt: Int32Array,
  response: Int32Array,
): Promise<Pick<Description, 'nats' | 'tokens'>> {
  const tokens = Int32Array.from([...prompt, ...response]);
  const document: PromptDocument = {tokens, promptLength: prompt.length, weight: 1};
  const {lossSum, weightSum} = await model.evaluate(toPromptBatch([document]), 'next-gene');
  return {nats: lossSum, tokens: weightSum};
}
