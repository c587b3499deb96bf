// The functions of a gene as a table for people, tab-separated rows for programs, or JSON.

import {describeReadings} from '../../answers/describe-readings.ts';
import {alignedTable, cutTitle} from '../../text/aligned-table.ts';
import {countText, finePercentText} from '../../text/number-text.ts';
import {tsvLine} from '../../text/tsv-line.ts';
import {visibleJson} from '../../text/visible-text.ts';
import type {GeneAnswer} from './answer.ts';
import type {EnrichQuestion, EnrichReply} from './question.ts';

/** Characters of a set's name that a line shows. */
const NAME_WIDTH = 68;

/** The answer in the format asked for. */
export function renderGene(answer: GeneAnswer, {format}: EnrichQuestion): EnrichReply {
  if (format === 'json') return {output: renderJson(answer), notes: []};
  if (format === 'tsv') return {output: renderTsv(answer), notes: notesOf(answer)};
  return {output: renderTables(answer), notes: []};
}

function notesOf({gene, name, sets, source, notes}: GeneAnswer): string[] {
  return [
    `${gene.symbol}${name && `, ${name}`}: in ${countText(sets)} sets of ${source}`,
    ...describeReadings([gene]).map(line => `  ${line}`),
    ...notes,
  ];
}

function renderTables(answer: GeneAnswer): string {
  const parts = [notesOf(answer), knownTable(answer), predictedTable(answer)];
  return `${parts
    .filter(lines => lines.length > 0)
    .map(lines => lines.join('\n'))
    .join('\n\n')}\n`;
}

function knownTable({known}: GeneAnswer): string[] {
  if (known.length === 0) return [];
  const rows = known.map(([set, ...folded]) => [
    ...[
      String(set.size),
      cutTitle(set, NAME_WIDTH),
      folded.length > 0 ? `+ ${folded.length} like it` : '',
    ],
  ]);
  return [
    'known: sets that hold the gene, those most typical of it first',
    ...alignedTable(['genes', 'set', ''], rows, [true, false, false]),
  ];
}

function predictedTable({predicted, title}: GeneAnswer): string[] {
  if (predicted.length === 0) return [`predicted: ${title} can say nothing of this gene`];
  const rows = predicted.map(set => [
    ...[
      finePercentText(set.chance),
      String(set.missing),
      String(set.size),
      cutTitle(set, NAME_WIDTH),
    ],
  ]);
  return [
    `predicted by ${title}: sets that do not hold it but are like its own`,
    '  chance: of being one of the genes that the set lacks, if it lacks one for ten that it holds',
    ...alignedTable(['chance', 'missing', 'genes', 'set'], rows, [true, true, true, false]),
  ];
}

function renderTsv({gene, known, predicted}: GeneAnswer): string {
  const header = ['gene', 'part', 'group', 'library', 'set', 'size', 'chance', 'missing'];
  const rows = [
    ...known.flatMap((group, i) =>
      group.map(set => [gene.symbol, 'known', i + 1, set.library, set.name, set.size]),
    ),
    ...predicted.map((set, i) => [
      ...[gene.symbol, 'predicted', i + 1, set.library, set.name],
      ...[set.size, set.chance, set.missing],
    ]),
  ];
  return `${[header, ...rows].map(tsvLine).join('\n')}\n`;
}

function renderJson({gene, known, ...about}: GeneAnswer): string {
  const {given, symbol, how} = gene;
  const groups = known.map(([set, ...folded]) => ({...set, folded}));
  return `${visibleJson({...about, gene: {given, symbol, how}, known: groups}, 2)}\n`;
}
