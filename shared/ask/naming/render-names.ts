// Names of lists as tables for people, or as JSON.
import {MOST_GENES} from '../../models/gpt/write-names.ts';
import {alignedTable, cutText, cutTitle} from '../../text/aligned-table.ts';
import {exponentText, finePercentText} from '../../text/number-text.ts';
import {visibleJson} from '../../text/visible-text.ts';
import {describeQuery} from '../completion/describe-query.ts';
import type {NamedList, NameQuestion} from './question.ts';

interface NameAnswer {
  trainingSets: number;
  lists: NamedList[];
}

/** Characters of a name that a line shows. */
const NAME_WIDTH = 64;

/** The answer as text. */
export function renderNames(answer: NameAnswer, {asked, json}: NameQuestion): string {
  if (json) return renderJson(answer, asked);
  const sets = answer.trainingSets.toLocaleString('en');
  const head = `GPT of stage ${asked.stage} (${asked.key.slice(0, 8)}), trained on ${sets} sets`;
  const lists = answer.lists.map(list =>
    [
      ...describeQuery(list),
      ...writtenTable(list),
      ...nearestTable(list),
      ...enrichedTable(list),
    ].join('\n'),
  );
  return `${[head, ...lists].join('\n\n')}\n`;
}

function writtenTable({written, genes}: NamedList): string[] {
  if (written.length === 0) return ['', 'no name: the model needs two known genes'];
  const rows = written.map(({name, probability}, i) => {
    return [String(i + 1), cutText(name, NAME_WIDTH), finePercentText(probability)];
  });
  const read =
    genes.length > MOST_GENES
      ? ['', `the model reads ${MOST_GENES} of these ${genes.length} genes`]
      : [];
  return [...read, ...table(['rank', 'written by the model', 'probability'], rows)];
}

function nearestTable({nearest}: NamedList): string[] {
  const rows = nearest.map((set, i) => {
    const {shared, size, likeness} = set;
    return [
      ...[String(i + 1), cutTitle(set, NAME_WIDTH), likeness.toFixed(2)],
      `${shared} of ${size}`,
    ];
  });
  return table(['rank', 'nearest known set', 'likeness', 'genes'], rows);
}

function enrichedTable({enriched}: NamedList): string[] {
  const rows = enriched.map((set, i) => {
    const {shared, size, log10QValue} = set;
    return [
      ...[String(i + 1), cutTitle(set, NAME_WIDTH), exponentText(log10QValue)],
      `${shared} of ${size}`,
    ];
  });
  return table(['rank', 'most enriched known set', 'q', 'genes'], rows);
}

function table(header: string[], rows: string[][]): string[] {
  if (rows.length === 0) return [];
  const right = header.map((_, column) => column !== 1);
  return ['', ...alignedTable(header, rows, right)];
}

function renderJson({lists, trainingSets}: NameAnswer, asked: NameQuestion['asked']): string {
  const answer = {
    model: {...asked, trainingSets},
    sets: lists.map(({name, genes, leftOut, written, nearest, enriched}) => ({
      name,
      given: genes.map(({given, symbol, how}) => ({given, symbol, how})),
      leftOut,
      names: written.map((row, i) => ({rank: i + 1, ...row})),
      nearest,
      enriched: enriched.map(({log10QValue, ...set}) => set),
    })),
  };
  return `${visibleJson(answer, 2)}\n`;
}
