// An answer as a table for people, tab-separated rows for programs, or JSON.
import type {Support} from '../../../run/geneglot.mjs';
import {alignedTable, cutText} from '../../text/aligned-table.ts';
import {finePercentText, percentText} from '../../text/number-text.ts';
import {tsvLine} from '../../text/tsv-line.ts';
import {visibleJson} from '../../text/visible-text.ts';
import type {Answer, CompletedSet, SuggestedGene} from './answer.ts';
import {describeQuery} from './describe-query.ts';
import type {Question, Reply} from './question.ts';

/** Characters of a gene's and of a set's name that a line of the table shows. */
const NAME_WIDTH = 44;
const SET_WIDTH = 60;

/** The answer in the format asked for. */
export function renderAnswer(answer: Answer, question: Question): Reply {
  switch (question.format) {
    case 'json':
      return {output: renderJson(answer, question), notes: []};
    case 'tsv':
      return {output: renderTsv(answer), notes: allNotes(answer)};
    case 'gmt':
      return {output: renderGmt(answer), notes: allNotes(answer)};
    case 'table':
      return {output: renderTables(answer, question), notes: []};
  }
}

function allNotes(answer: Answer): string[] {
  return [...phraseNote(answer), ...answer.sets.flatMap(describeQuery)];
}

function renderTables(answer: Answer, {asked}: Question): string {
  const head = `${describeModel(answer.kind, asked)}, trained on ${answer.trainingSets.toLocaleString('en')} sets`;
  const tables = answer.sets.map(set =>
    [...describeQuery(set), ...chanceNote(set, answer), ...tableOf(set, answer)].join('\n'),
  );
  return `${[[head, ...phraseNote(answer)].join('\n'), ...tables].join('\n\n')}\n`;
}

function describeModel(kind: string, asked: Question['asked']): string {
  if ('file' in asked) return `${kind}, model file ${asked.file}`;
  return `${kind} of stage ${asked.stage} (${asked.key.slice(0, 8)})`;
}

/** The words, and which of them the model does not know. */
function phraseNote({about}: Answer): string[] {
  if (!about) return [];
  const unknown = about.unknown.length > 0 ? `; not known: ${about.unknown.join(', ')}` : '';
  return [`about: ${about.text}${unknown}`];
}

/** What the chances suppose, where there are any. */
function chanceNote({missing, suggested}: CompletedSet, {calibrated}: Answer): string[] {
  if (!calibrated || suggested.length === 0) return [];
  return [`  chance: of being one of ${missing} missing genes`];
}

function tableOf({suggested}: CompletedSet, {measure, calibrated, about}: Answer): string[] {
  if (suggested.length === 0) return [];
  const header = [
    'rank',
    'gene',
    calibrated ? 'chance' : measure,
    'name',
    about?.alone ? 'name most like it in training' : 'most like it in training',
  ];
  const rows = suggested.flatMap(({rank, symbol, value, chance, name, support}) => [
    [
      ...[String(rank), symbol, chance === undefined ? numberText(value) : chanceText(chance)],
      ...[cutText(name, NAME_WIDTH), supportText(support[0])],
    ],
    ...support.slice(1).map(more => ['', '', '', '', supportText(more)]),
  ]);
  return alignedTable(header, rows, [true, false, true, false, false]);
}

function supportText(support: Support | undefined): string {
  if (!support) return '';
  const {name, library, similarity, shared, size} = support;
  const genes = shared > 0 ? `${shared} of ${size}` : `${size} genes`;
  return `${similarity.toFixed(2)}  ${cutText(name, SET_WIDTH)} (${library}, ${genes})`;
}

function renderTsv({sets, measure, calibrated}: Answer): string {
  const chance = calibrated ? ['chance'] : [];
  const header = ['set', 'rank', 'gene', measure, ...chance, 'name', 'support'];
  const rows = sets.flatMap(set =>
    set.suggested.map(gene => {
      const values = [gene.value, ...(calibrated ? [gene.chance] : [])];
      return tsvLine([
        set.name ?? '',
        gene.rank,
        gene.symbol,
        ...values,
        gene.name,
        tsvSupport(gene),
      ]);
    }),
  );
  return `${[tsvLine(header), ...rows].join('\n')}\n`;
}

function tsvSupport({support}: SuggestedGene): string {
  return support
    .map(({name, library, similarity}) => `${name} (${library}) ${similarity.toFixed(3)}`)
    .join(' | ');
}

/** Each set with what was suggested for it, the given genes first. */
function renderGmt({sets}: Answer): string {
  const lines = sets.map(({name, genes, suggested}, i) => {
    const about = `completed by geneglot: ${suggested.length} ${suggested.length === 1 ? 'gene' : 'genes'} added`;
    const symbols = [...genes, ...suggested].map(({symbol}) => symbol);
    // No spreadsheet's apostrophe: another program is to find the set by its name. A line of GMT holds no tab in a name.
    return [name ?? `set ${i + 1}`, about, ...symbols].join('\t');
  });
  return `${lines.join('\n')}\n`;
}

function renderJson(
  {sets, measure, calibrated, about, ...model}: Answer,
  {asked}: Question,
): string {
  const answer = {
    model: {...asked, ...model},
    ...(about && {about: {text: about.text, unknown: about.unknown}}),
    sets: sets.map(({name, genes, leftOut, missing, suggested}) => ({
      name,
      ...(calibrated && {missing}),
      given: genes.map(({given, symbol, how}) => ({given, symbol, how})),
      leftOut,
      genes: suggested.map(({value, ...gene}) => ({...gene, [measure]: value})),
    })),
  };
  return `${visibleJson(answer, 2)}\n`;
}

/** Whole percent; below one percent one decimal. */
function chanceText(chance: number): string {
  return chance < 0.01 ? finePercentText(chance) : percentText(chance);
}

/** Four decimals; below them two digits and a power of ten. */
function numberText(value: number): string {
  return value === 0 || Math.abs(value) >= 5e-4 ? value.toFixed(4) : value.toExponential(1);
}
