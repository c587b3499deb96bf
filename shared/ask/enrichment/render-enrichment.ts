// An answer about lists of genes as a table for people, tab-separated rows for programs, JSON, or a page.

import {describeLeftOut, describeReadings} from '../../answers/describe-readings.ts';
import {describeMouse} from '../../genes/symbols/describe-mouse.ts';
import {
  type CompletedSet,
  log10Q,
  SIGNIFICANT,
  type TestedSet,
} from '../../scores/enrichment/describe-enrichment.ts';
import {ALIKE} from '../../scores/enrichment/group-alike.ts';
import {alignedTable, cutName, cutTitle} from '../../text/aligned-table.ts';
import {countText, exponentText, foldText, log10Of} from '../../text/number-text.ts';
import {tsvLine} from '../../text/tsv-line.ts';
import {visibleJson} from '../../text/visible-text.ts';
import type {EnrichedQuery, EnrichmentAnswer} from './answer.ts';
import type {EnrichQuestion, EnrichReply} from './question.ts';

/** Characters of a set's name that a line shows, and genes named in it. */
const NAME_WIDTH = 56;
const GENES_NAMED = 8;
/** With fewer genes nearly every set that holds one is significant. */
const FEW_GENES = 3;

const FEW_SAY_LITTLE =
  'nearly every set that holds one of so few genes is significant: these q-values say little';
const ALL_UNFOLDS = '; --all shows each in a row';

/** The answer in the format asked for, and as a page. */
export async function renderEnrichment(
  answer: EnrichmentAnswer,
  {format, page}: EnrichQuestion,
): Promise<EnrichReply> {
  const pages = page ? {page: await renderPage(answer)} : {};
  const notes = [
    ...headOf(answer, ALL_UNFOLDS),
    ...answer.queries.flatMap(query => notesOf(query, answer)),
  ];
  if (format === 'json') return {output: renderJson(answer), notes: [], ...pages};
  if (format === 'tsv') return {output: renderTsv(answer), notes, ...pages};
  return {output: renderTables(answer), notes: [], ...pages};
}

async function renderPage(answer: EnrichmentAnswer): Promise<string> {
  const {enrichmentPage} = await import('../../report/enrichment/enrichment-page.ts');
  return enrichmentPage({
    ...answer,
    head: headOf(answer, '; a click unfolds them'),
    lists: answer.queries.map(query => ({...query, notes: notesOf(query, answer, FEW_SAY_LITTLE)})),
  });
}

/** What holds for all lists. `unfold`: how folded sets are shown. */
function headOf(
  {source, sets, libraries, background, fold, notes}: EnrichmentAnswer,
  unfold: string,
): string[] {
  const from =
    background.file === null ? 'all genes of these sets' : `the genes of ${background.file}`;
  return [
    `${countText(sets)} sets of ${source}: ${libraries.join(', ')}`,
    `background: ${countText(background.genes)} genes, ${from}`,
    ...(fold
      ? [
          `alike sets are folded below the best of them (mean of Jaccard and overlap coefficient ≥ ${ALIKE}${unfold})`,
        ]
      : []),
    ...notes,
  ];
}

/** What was read otherwise than given, or left out, and what was tested. */
function notesOf(
  query: EnrichedQuery,
  {background}: EnrichmentAnswer,
  few = `${FEW_SAY_LITTLE}; see --gene`,
): string[] {
  const {name, genes, leftOut, outside, drawn, tested, significant} = query;
  const named = genes.map(({symbol}) => symbol);
  const lines = [
    `${name ?? 'given'}: ${listOf(named, 40) || 'no gene that is known'}`,
    ...describeReadings(genes),
    ...describeLeftOut(leftOut),
    ...describeMouse([...genes, ...leftOut].map(({given}) => given)),
    ...(outside.length > 0
      ? [`not in the background and left out: ${listOf(outside, GENES_NAMED)}`]
      : []),
    `${drawn} of ${genes.length} genes in the background of ${countText(background.genes)}; ${countText(tested)} sets hold one of them and are tested, ${countText(significant)} have q ≤ ${SIGNIFICANT}`,
    ...(drawn > 0 && drawn < FEW_GENES ? [few] : []),
  ];
  return lines.map((line, i) => (i === 0 ? line : `  ${line}`));
}

function renderTables(answer: EnrichmentAnswer): string {
  const parts = answer.queries.map(query =>
    [...notesOf(query, answer), ...testedTable(query), ...completedTable(query)].join('\n'),
  );
  return `${[headOf(answer, ALL_UNFOLDS).join('\n'), ...parts].join('\n\n')}\n`;
}

function testedTable({groups}: EnrichedQuery): string[] {
  if (groups.length === 0) return [];
  const header = ['rank', 'set', 'genes', 'fold', 'p', 'q', 'p by popularity', 'shared genes'];
  const rows = groups.flatMap(([set, ...folded]) => [
    [
      ...[String(set.rank), cutTitle(set, NAME_WIDTH), `${set.shared.length} of ${set.size}`],
      ...[foldText(set.fold), exponentText(set.log10PValue), exponentText(log10Q(set))],
      ...[exponentText(log10Of(set.popularityPValue)), listOf(set.shared, GENES_NAMED)],
    ],
    ...foldedRow(folded, header.length),
  ]);
  const right = [true, false, true, true, true, true, true, false];
  return ['', ...alignedTable(header, rows, right)];
}

function completedTable({added, completed}: EnrichedQuery): string[] {
  if (added.length === 0) return [];
  const header = ['rank', 'set', 'given', 'added', 'of', 'fold', 'tested rank', 'added genes'];
  const rows = completed.flatMap(([set, ...folded]) => [
    [
      ...[
        String(set.rank),
        cutTitle(set, NAME_WIDTH),
        String(set.given.length),
        String(set.added.length),
      ],
      ...[
        String(set.size),
        foldText(set.fold),
        set.testedRank === null ? '–' : `${set.testedRank}`,
      ],
      listOf(set.added, GENES_NAMED),
    ],
    ...foldedRow(folded, header.length),
  ]);
  const right = [true, false, true, true, true, true, true, false];
  return [
    '',
    `where the list leads when the model completes it: ${added.length} genes added (${listOf(added, GENES_NAMED)})`,
    '  the order is the model’s opinion and no test, so it has no p-value',
    ...alignedTable(header, rows, right),
  ];
}

/** A line below a representative; it stands in the column of sets. */
function foldedRow(folded: readonly {name: string}[], columns: number): string[][] {
  if (folded.length === 0) return [];
  const [{name}] = folded;
  const more = folded.length > 1 ? ` and ${folded.length - 1} more` : '';
  return [['', `  + ${cutName(name, NAME_WIDTH)}${more}`, ...Array(columns - 2).fill('')]];
}

function listOf(names: readonly string[], most: number): string {
  const more = names.length - most;
  return more > 0 ? `${names.slice(0, most).join(' ')} and ${more} more` : names.join(' ');
}

const COLUMNS = [
  ...['list', 'part', 'rank', 'group', 'library', 'set', 'genes', 'size', 'list_size'],
  ...['background', 'fold', 'p', 'q', 'p_popularity', 'q_popularity', 'shared', 'added'],
];

function renderTsv({queries, background}: EnrichmentAnswer): string {
  const rows = queries.flatMap(query => [
    ...query.groups.flatMap((group, i) => group.map(set => testedLine(set, i + 1, query))),
    ...query.completed.flatMap((group, i) => group.map(set => completedLine(set, i + 1, query))),
  ]);
  return `${[COLUMNS, ...rows.map(row => row(background.genes))].map(tsvLine).join('\n')}\n`;
}

type Line = (background: number) => (string | number | undefined)[];

function testedLine(set: TestedSet, group: number, {name, drawn}: EnrichedQuery): Line {
  return background => [
    ...[name ?? '', 'tested', set.rank, group, set.library, set.name, set.shared.length, set.size],
    ...[drawn, background, set.fold, set.pValue, set.qValue],
    ...[set.popularityPValue, set.popularityQValue, set.shared.join(' '), ''],
  ];
}

function completedLine(set: CompletedSet, group: number, query: EnrichedQuery): Line {
  const {name, completedDrawn} = query;
  return background => [
    ...[name ?? '', 'completed', set.rank, group, set.library, set.name],
    ...[set.given.length + set.added.length, set.size, completedDrawn, background, set.fold],
    ...['', '', '', '', set.given.join(' '), set.added.join(' ')],
  ];
}

function renderJson({queries, ...about}: EnrichmentAnswer): string {
  const lists = queries.map(({genes, groups, completed, added, completedDrawn, ...query}) => ({
    ...query,
    given: genes.map(({given, symbol, how}) => ({given, symbol, how})),
    tests: groups.map(([set, ...folded]) => ({...set, folded})),
    completion: {
      added,
      drawn: completedDrawn,
      sets: completed.map(([set, ...folded]) => ({...set, folded})),
    },
  }));
  const alike = about.fold ? ALIKE : null;
  return `${visibleJson({...about, alike, lists}, 2)}\n`;
}
