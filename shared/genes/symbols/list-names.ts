// Every name that resolves, with its meaning, so that a reader without the resolver's rules reads names just the same.
import {MONTH_WORDS} from './date-symbols.ts';
import {type Resolution, SymbolResolver} from './resolve-symbol.ts';
import type {Gene} from './symbol-table.ts';

/** Words that spreadsheets and renamings put in the place of symbols (`date-symbols.ts`). */
const FAMILIES = ['MARCH', 'MARC', 'SEPT', 'DEC'];
const MONTHS = Array.from({length: 12}, (_, month) => month + 1);
const DAYS = Array.from({length: 31}, (_, day) => day + 1);
const NUMBERS = Array.from({length: 100}, (_, number) => number);

/**
 * Lines `name<TAB>how<TAB>symbol`, several symbols of an ambiguous name joined by `|`. ` MAR-1`, ` 3-1` and ` 3/1`
 * stand for every date that `dateKey` reads so. `~NAME`, in upper case, is what a name means whose spelling stands nowhere, where that differs from NAME.
 */
export function listNames(genes: readonly Gene[]): string[] {
  const resolver = new SymbolResolver(genes);
  const exact = new Set([...genes.flatMap(namesOf), ...familyNames()]);
  const lines = [
    ...Array.from(exact, name => toLine(name, resolver.resolve(name))),
    ...dates().map(([key, date]) => toLine(key, resolver.resolve(date))),
  ];
  const upper = new Set(
    [...genes.flatMap(symbolsOf), ...familyNames()].map(each => each.toUpperCase()),
  );
  const anyCase = Array.from(upper, name => anyCaseLine(name, exact, resolver));
  return [...lines, ...anyCase].filter(line => line !== '').sort();
}

function symbolsOf({symbol, previous, aliases}: Gene): string[] {
  return [symbol, ...previous, ...aliases];
}

function namesOf(gene: Gene): string[] {
  return [...symbolsOf(gene), gene.entrezId ?? '', gene.ensemblId ?? ''].filter(
    name => name !== '',
  );
}

function familyNames(): string[] {
  return FAMILIES.flatMap(family =>
    NUMBERS.flatMap(number => [
      `${family}${number}`,
      `${family}${String(number).padStart(2, '0')}`,
    ]),
  );
}

/** Dates by their keys, with a spelling of each that is no name. */
function dates(): [key: string, date: string][] {
  const words = MONTH_WORDS.flatMap(month =>
    NUMBERS.map((day): [string, string] => [` ${month}-${day}`, `${day}. ${month}`]),
  );
  const numbers = MONTHS.flatMap(month =>
    DAYS.flatMap((day): [string, string][] => [
      [` ${month}-${day}`, `2000-${month}-${day}`],
      [` ${month}/${day}`, `${month}/${day}/2000`],
      [` ${day}/${month}`, `${day}/${month}/2000`],
    ]),
  );
  return [...new Map([...words, ...numbers])];
}

function toLine(name: string, resolution: Resolution): string {
  if (resolution.how === 'unknown') return '';
  const meant =
    resolution.how === 'ambiguous' ? resolution.candidates.join('|') : resolution.symbol;
  return `${name}\t${resolution.how}\t${meant}`;
}

/** What a spelling that stands nowhere means, where the upper case does not say it already. */
function anyCaseLine(upper: string, exact: ReadonlySet<string>, resolver: SymbolResolver): string {
  const spelling = [upper.toLowerCase(), mixCase(upper), upper].find(name => !exact.has(name));
  if (spelling === undefined) return '';
  const meant = resolver.resolve(spelling);
  const listed = exact.has(upper) ? resolver.resolve(upper) : undefined;
  const says =
    listed?.how === 'ambiguous' || listed?.symbol === undefined || listed.symbol === null
      ? listed
      : {...listed, how: 'case'};
  return JSON.stringify(says) === JSON.stringify(meant) ? '' : toLine(`~${upper}`, meant);
}

function mixCase(text: string): string {
  return text.slice(0, 1) + text.slice(1).toLowerCase();
}
