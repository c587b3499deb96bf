// The model cards of GPTs: of gene sets, and of cells.
import type {GptConfig} from '../../engines/contract/engine.ts';
import type {CardSource, ModelCard} from '../../formats/hugging-face/model-card.ts';

interface TrainedGpt {
  config: GptConfig;
  objective: string;
  /** What the session counted. */
  steps: number;
  bestStep: number;
  bestValidationLoss: number;
  sources: readonly CardSource[];
}

const TAGS = ['gpt2', 'genes', 'biology', 'geneglot'];
const NOT_MEDICAL = 'It says which genes go together in its data; it is no medical advice.';

/** A GPT that completes gene sets. */
export function describeGeneGpt(
  trained: TrainedGpt & {symbols: readonly string[]; trainingSets: number; validationSets: number},
): ModelCard {
  return {
    title: 'GPT of gene sets',
    tags: ['gene-sets', ...TAGS],
    about: `A decoder-only transformer whose words are ${trained.symbols.length - 1} gene symbols: given some genes of a set, it names further ones. ${wordsText(trained)}${shapeText(trained.config)}`,
    training: [
      `${trained.trainingSets} gene sets, and ${trained.validationSets} to choose the best step by.`,
      ...lossLines(trained),
    ],
    sources: trained.sources,
    prompt: exampleGenes(trained.symbols).join(' '),
    use: 'One word is one gene, as approved symbol in its own case. A symbol outside the vocabulary is an error: leave it out. no_repeat_ngram_size=1 names no gene twice.',
    limits: [
      'The probability of a gene follows how often sets hold it: compare it with the share of the training sets.',
      'Probabilities are of the next gene, not the chance that a gene belongs to the set.',
      'Longer sets than the block are cut; genes that few sets hold have no word.',
      NOT_MEDICAL,
    ],
    figures: lossFigure(trained),
  };
}

/** A GPT that writes cells and answers about them. */
export function describeCellGpt(
  trained: TrainedGpt & {words: string[]; trainingPrompts: number; validationPrompts: number},
): ModelCard {
  return {
    title: 'GPT of cells',
    tags: ['single-cell', 'cell2sentence', ...TAGS],
    about: `A decoder-only transformer that reads and writes cells as sentences of gene symbols, highest expression first. Its ${trained.config.vocabSize} words are genes and marks such as the types of the training cells. ${shapeText(trained.config)}`,
    training: [
      `${trained.trainingPrompts} prompts about cells, and ${trained.validationPrompts} to choose the best step by.`,
      ...lossLines(trained),
    ],
    sources: trained.sources,
    prompt: trained.words.join(' '),
    use: 'One word is one gene or one mark; a mark with a space is one word, too. A word outside the vocabulary is an error: leave it out. no_repeat_ngram_size=1 writes no gene twice.',
    limits: [
      'It knows the types and tissues of its training cells and no others.',
      'Generated cells are ranks of genes, not counts.',
      NOT_MEDICAL,
    ],
    figures: lossFigure(trained),
  };
}

/** Of the tokens after the genes, which `generate` writes only where it is told to. */
function wordsText({config, symbols}: {config: GptConfig; symbols: readonly string[]}): string {
  const words = config.vocabSize - symbols.length;
  return words > 0
    ? `Further ${words} tokens are for names (\`<name> _cell _cycle\`): they stand before a set and are written after one. What follows a gene is only ever compared among genes, and what follows \`<name>\` after genes among words and \`<name>\`, which closes a name: take probabilities among the first ${symbols.length} tokens, or among those after them. generation_config.json leaves names out; \`suppress_tokens=None\` lets them in. `
    : '';
}

/** Three genes that most readers know, or the first of the vocabulary. */
function exampleGenes(symbols: readonly string[]): readonly string[] {
  const known = ['TP53', 'MDM2', 'CDKN1A'];
  return known.every(symbol => symbols.includes(symbol)) ? known : symbols.slice(1, 4);
}

function shapeText({nLayer, nHead, nEmbd, blockSize, positions}: GptConfig): string {
  const order = positions ? 'with learned positions' : 'without positions, as a set has no order';
  return `Layers: ${nLayer}; heads: ${nHead}; width: ${nEmbd}; at most ${blockSize} tokens, ${order}.`;
}

function lossLines({objective, steps, bestStep}: TrainedGpt): string[] {
  return [
    `Objective: ${objective}, AdamW, ${steps} steps; these are the weights of step ${bestStep}.`,
  ];
}

function lossFigure({objective, bestValidationLoss}: TrainedGpt): [string, string][] {
  return [[`validation loss (${objective})`, `${bestValidationLoss.toFixed(4)} nats a token`]];
}
