// Scores what models wrote about test cells, beside the right texts, these texts shuffled, and one text for all cells.
import type {BootstrapOptions} from '../../stats/bootstrap.ts';
import {createRandom} from '../../stats/random.ts';
import {columnMeans, selectRows} from '../../stats/sparse-rows.ts';
import {drawSome, type GatheredCells} from '../gather-cells.ts';
import {rowsByType} from '../labelled-cells.ts';
import type {MethodKind} from '../scores/cell-scores.ts';
import {commonest} from '../scores/score-predictions.ts';
import type {DescriptionResult, DescriptionScores} from './description-scores.ts';
import {highest, highestGenes, markerGenes} from './marker-genes.ts';
import {mentionReader} from './read-mentions.ts';
import {type DescribedCell, scoreTexts, type TextLikelihood} from './score-texts.ts';

/** What a method wrote about a cell. */
export interface WrittenText extends TextLikelihood {
  cellId: string;
  text: string;
  rightText: string;
}

export interface DescriptionOptions {
  /** Genes of a cell that count as its highest. */
  topGenes: number;
  /** Genes of a type that count as its markers. */
  markers: number;
  /** Cells whose texts are shown. */
  examples: number;
  seed: number;
  bootstrap: BootstrapOptions;
}

interface Method {
  kind: MethodKind;
  /** One for each cell. */
  texts: string[];
  likelihoods: readonly TextLikelihood[] | null;
}

/** Scores by method, models first; `models`: texts about labelled test cells, the same cells in one order for each. */
export function compareDescriptions(
  models: ReadonlyMap<string, readonly WrittenText[]>,
  gathered: GatheredCells,
  options: DescriptionOptions,
): Omit<DescriptionScores, 'settings'> {
  const {types, columnOf, symbols, splits} = gathered;
  const described = describedCells(models);
  const markers = markerGenes(splits.training, types.length, options.markers).map(columns =>
    columns.map(column => symbols[column]),
  );
  const cells = knownCells(described, gathered, markers, options.topGenes);
  const mentionsOf = mentionReader(types, word => columnOf.has(word));
  const rightTexts = described.map(({rightText}) => rightText);
  const named = rightTexts.map(text => mentionsOf(text).genes.size);
  const genes = Math.round(named.reduce((a, b) => a + b, 0) / named.length);
  const methods = [
    ...Array.from(models, ([method, rows]) => [method, ofModel(rows)] as const),
    ...references(rightTexts, commonText(gathered, genes), options.seed),
  ];
  const score = ({kind, texts, likelihoods}: Method): DescriptionResult => ({
    kind,
    ...scoreTexts(texts, cells, mentionsOf, likelihoods, options.bootstrap),
  });
  const drawn = drawSome([...cells.keys()], options.examples, options.seed, 31);
  return {
    ...{types, markers},
    cells: {training: splits.training.ids.length, scored: cells.length},
    methods: Object.fromEntries(methods.map(([method, own]) => [method, score(own)])),
    examples: drawn.map(place => ({
      cellId: described[place].cellId,
      type: types[cells[place].type],
      texts: Object.fromEntries(methods.map(([method, {texts}]) => [method, texts[place]])),
    })),
  };
}

/** The rows of the first method; throws where another one describes other cells. */
function describedCells(models: ReadonlyMap<string, readonly WrittenText[]>) {
  const [[first, rows] = ['', []], ...others] = models;
  if (rows.length === 0) {
    throw new Error(
      'No labelled test cell is described; expected some. Connect score-descriptions.descriptions to stages that describe-cells made of the same cells.',
    );
  }
  for (const [method, own] of others) {
    const differs = (row: WrittenText, i: number) =>
      row.cellId !== own[i]?.cellId || row.rightText !== own[i].rightText;
    if (own.length === rows.length && !rows.some(differs)) continue;
    throw new Error(
      `${method} describes other cells than ${first}, or by other prompts; expected the same for each. Give their stages the same prompts, split, cells and seed.`,
    );
  }
  return rows;
}

function knownCells(
  described: readonly WrittenText[],
  {symbols, splits: {test}}: GatheredCells,
  markers: readonly (readonly string[])[],
  topGenes: number,
): DescribedCell[] {
  const rowOf = new Map(test.ids.map((id, row) => [id, row]));
  const markersOf = markers.map(genes => new Set(genes));
  return described.map(({cellId}) => {
    const row = rowOf.get(cellId);
    if (row === undefined) {
      throw new Error(
        `Cell ${cellId} is described and is no test cell; expected test cells. Set describe-cells.split=test.`,
      );
    }
    const columns = highestGenes(test.expression, row, topGenes);
    const type = test.labels[row];
    return {
      type,
      highest: new Set(columns.map(column => symbols[column])),
      markers: markersOf[type],
    };
  });
}

function ofModel(rows: readonly WrittenText[]): Method {
  return {kind: 'model', texts: rows.map(({text}) => text), likelihoods: rows};
}

/** What models are read against. */
function references(rightTexts: string[], common: string, seed: number): [string, Method][] {
  const likelihoods = null;
  return [
    ['right texts', {kind: 'ceiling', texts: rightTexts, likelihoods}],
    [
      'commonest type, its highest genes',
      {kind: 'baseline', texts: rightTexts.map(() => common), likelihoods},
    ],
    ['right texts of other cells', {kind: 'floor', texts: passOn(rightTexts, seed), likelihoods}],
  ];
}

/** One text for all cells: the commonest type of training cells and the genes highest in its mean. */
function commonText({types, symbols, splits: {training}}: GatheredCells, genes: number): string {
  const type = commonest(training.labels);
  const rows = rowsByType(training.labels, types.length)[type];
  const columns = highest(columnMeans(selectRows(training.expression, rows)), genes);
  return `${types[type]}: ${columns.map(column => symbols[column]).join(', ')}.`;
}

/** Each text goes to the next cell of a random round, so that no cell keeps its own. */
function passOn(texts: readonly string[], seed: number): string[] {
  const round = createRandom(seed, 37).shuffle([...texts.keys()]);
  const passed = texts.slice();
  round.forEach((from, i) => {
    passed[round[(i + 1) % round.length]] = texts[from];
  });
  return passed;
}
