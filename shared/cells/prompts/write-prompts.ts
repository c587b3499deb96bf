// Asks about cells: every task's prompt and response for each cell, in a wording drawn from the seed.

import {groupBy} from '../../stats/group-by.ts';
import {createRandom, type Random} from '../../stats/random.ts';
import type {CellSplit} from '../draw-cell-split.ts';
import {
  fillTemplate,
  PROMPT_TASKS,
  type PromptFacts,
  type PromptTask,
  type PromptTemplates,
} from './prompt-templates.ts';
import {ANSWER_WORD, CELL_WORD, markWord} from './prompt-words.ts';

/** A cell as prompts see it; null where unknown. */
export interface PromptCell {
  cellId: string;
  split: CellSplit;
  type: string | null;
  tissue: string | null;
  condition: string | null;
  /** Symbols, highest expression first: at least as many as prompts show, if the cell has them. */
  genes: string[];
  /** Genes the cell expresses, shown or not. */
  expressed: number;
}

export interface PromptOptions {
  organism: string;
  /** Genes of a sentence that is generated, or shown in text. */
  topGenes: number;
  /** Genes that a prompt shows to a model of words, which has no other limit. */
  wordGenes: number;
  /** The condition that perturbations start from; null for no perturbation task. */
  control: string | null;
  cellsPerTissue: number;
  seed: number;
}

export interface PromptRow {
  split: CellSplit;
  task: PromptTask;
  wording: number;
  unseenWording: boolean;
  cellIds: string[];
  type: string | null;
  prompt: string;
  response: string;
  promptWords: string[];
  responseWords: string[];
}

/** What a task says of one cell (or several): facts for the text, words beside it. */
interface Question {
  task: PromptTask;
  cells: PromptCell[];
  type: string | null;
  facts: PromptFacts;
  promptWords: string[];
  responseWords: string[];
}

/** Genes that a description names. */
const LEADING_GENES = 5;

/** All prompts, task by task and cell by cell; a test cell has a known and an unseen wording. */
export function writePrompts(
  cells: readonly PromptCell[],
  templates: PromptTemplates,
  options: PromptOptions,
): PromptRow[] {
  const tasks = PROMPT_TASKS.filter(task => templates.has(task));
  return tasks.flatMap(task => {
    const random = createRandom(options.seed, PROMPT_TASKS.indexOf(task));
    const questions = ASK[task](cells, options, random);
    return questions.flatMap(question => wordQuestion(question, templates, random));
  });
}

function wordQuestion(question: Question, templates: PromptTemplates, random: Random): PromptRow[] {
  const {task, cells, type, facts, promptWords, responseWords} = question;
  const {response, training, test} = templates.get(task)!;
  const {split} = cells[0];
  const row = (wording: number): PromptRow => ({
    ...{split, task, wording, type, promptWords, responseWords},
    unseenWording: wording >= training.length,
    cellIds: cells.map(({cellId}) => cellId),
    prompt: fillTemplate([...training, ...test][wording], facts),
    response: fillTemplate(response, facts),
  });
  const seen = row(random.int(training.length));
  return split === 'test' ? [seen, row(training.length + random.int(test.length))] : [seen];
}

type Ask = (cells: readonly PromptCell[], options: PromptOptions, random: Random) => Question[];

const ASK: Record<PromptTask, Ask> = {
  generate: (cells, options) =>
    cells.map(cell => ({
      ...question('generate', [cell], options),
      promptWords: wordsOf('generate', {organism: options.organism}),
      responseWords: cell.genes.slice(0, options.topGenes),
    })),
  'generate-of-type': (cells, options) =>
    cells.filter(hasType).map(cell => ({
      ...question('generate-of-type', [cell], options),
      promptWords: wordsOf('generate', {
        organism: options.organism,
        tissue: cell.tissue,
        type: cell.type,
      }),
      responseWords: cell.genes.slice(0, options.topGenes),
    })),
  'predict-type': (cells, options) =>
    cells.filter(hasType).map(cell => ({
      ...question('predict-type', [cell], options),
      promptWords: wordsOf(
        'predict-type',
        {organism: options.organism, tissue: cell.tissue},
        cell.genes.slice(0, options.wordGenes),
      ),
      responseWords: [markWord('type', cell.type!)],
    })),
  perturb: askPerturbations,
  'tell-tissue': askTissues,
  describe: (cells, options) =>
    cells.map(cell => ({
      ...question('describe', [cell], options),
      // A description is text: a model of words has no words for it.
      promptWords: [],
      responseWords: [],
    })),
};

/** Each perturbed cell after a control cell of its split and type, drawn at random. */
function askPerturbations(
  cells: readonly PromptCell[],
  options: PromptOptions,
  random: Random,
): Question[] {
  const {control} = options;
  if (control === null) return [];
  const keyOf = ({split, type}: PromptCell) => `${split}\t${type}`;
  const controls = groupBy(
    cells.filter(({condition}) => condition === control),
    keyOf,
  );
  const perturbed = cells.filter(({condition}) => condition !== null && condition !== control);
  return perturbed.flatMap(cell => {
    const partners = controls.get(keyOf(cell));
    if (!partners) return [];
    const before = partners[random.int(partners.length)];
    const {type, condition} = cell;
    const shown = before.genes.slice(0, options.topGenes);
    const base = question('perturb', [cell], options);
    return {
      ...base,
      cells: [before, cell],
      facts: {...base.facts, control, controlSentence: shown.join(' ')},
      promptWords: wordsOf('perturb', {organism: options.organism, type, condition}, shown),
      responseWords: cell.genes.slice(0, options.topGenes),
    };
  });
}

/** Cells of one split and tissue in groups, each cell in one group; what does not fill a group is left out. */
function askTissues(
  cells: readonly PromptCell[],
  options: PromptOptions,
  random: Random,
): Question[] {
  const {cellsPerTissue: size, topGenes, organism} = options;
  const known = cells.filter(({tissue}) => tissue !== null);
  const groups = groupBy(known, ({split, tissue}) => `${split}\t${tissue}`);
  const genesEach = Math.max(1, Math.floor(topGenes / size));
  return [...groups.values()].flatMap(group => {
    const order = random.shuffle([...group]);
    return Array.from({length: Math.floor(order.length / size)}, (_, i): Question => {
      const drawn = order.slice(i * size, (i + 1) * size);
      const shown = drawn.map(({genes}) => genes.slice(0, genesEach));
      const {tissue} = drawn[0];
      const sentences = shown.map(genes => `${genes.join(' ')}.`).join(' ');
      return {
        task: 'tell-tissue',
        cells: drawn,
        type: null,
        facts: {organism, tissue, sentences, cells: size, count: genesEach},
        promptWords: wordsOf(
          'tell-tissue',
          {organism},
          shown.flatMap(genes => [CELL_WORD, ...genes]),
        ),
        responseWords: [markWord('tissue', tissue!)],
      };
    });
  });
}

function question(task: PromptTask, cells: [PromptCell], options: PromptOptions) {
  const [{type, tissue, condition, genes, expressed}] = cells;
  const shown = genes.slice(0, options.topGenes);
  const facts: PromptFacts = {
    organism: options.organism,
    ...{type, tissue, condition, expressed},
    count: shown.length,
    sentence: shown.join(' '),
    leading: shown.slice(0, LEADING_GENES).join(', '),
  };
  return {task, cells: [...cells], type, facts};
}

/** Marks of the task and of what is known, then genes, then the word that asks for the answer. */
function wordsOf(
  task: string,
  known: Readonly<Record<string, string | null>>,
  genes: readonly string[] = [],
): string[] {
  const marks = Object.entries(known).filter(([, value]) => value !== null);
  return [
    markWord('task', task),
    ...marks.map(([name, value]) => markWord(name, value!)),
    ...genes,
    ANSWER_WORD,
  ];
}

const hasType = ({type}: PromptCell): boolean => type !== null;
