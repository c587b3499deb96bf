// Resolves what gene-set files call a gene to its approved symbol, or says why it is unknown.
// The steps and their order are in docs/gene-symbols.md.
import {readDateSymbol, readFamilySymbol} from './date-symbols.ts';
import {readEnsemblId} from './gene-ids.ts';
import {isMissingMark, kindOfField, readInteger} from './missing-mark.ts';
import type {Gene} from './symbol-table.ts';

/** The step that settled a symbol; `case` is any step after ignoring upper and lower case. */
export type ResolvedHow =
  | 'approved'
  | 'previous'
  | 'date'
  | 'alias'
  | 'ensembl'
  | 'entrez'
  | 'case';

export type Resolution =
  | {how: ResolvedHow; symbol: string}
  /** `candidates`: the approved symbols it may mean, in ascending order. */
  | {how: 'ambiguous'; symbol: null; candidates: string[]}
  | {how: 'unknown'; symbol: null};

/** The approved symbols that a name stands for; nearly always one. */
type Meanings = string | ReadonlySet<string>;
type Names = Map<string, Meanings>;

const UNKNOWN: Resolution = {how: 'unknown', symbol: null};

/** Looks up symbols in a table of approved genes. */
export class SymbolResolver {
  private readonly approved: Names = new Map();
  private readonly previous: Names = new Map();
  private readonly aliases: Names = new Map();
  private readonly ensembl: Names = new Map();
  private readonly entrez: Names = new Map();
  private upperCase: Names[] | undefined;

  constructor(genes: readonly Gene[]) {
    for (const gene of genes) {
      add(this.approved, gene.symbol, gene.symbol);
      for (const name of gene.previous) add(this.previous, name, gene.symbol);
      for (const name of gene.aliases) add(this.aliases, name, gene.symbol);
      if (gene.ensemblId) add(this.ensembl, gene.ensemblId, gene.symbol);
      if (gene.entrezId) add(this.entrez, gene.entrezId, gene.symbol);
    }
  }

  /** Resolves one symbol or gene id; blanks around it do not count. */
  resolve(raw: string): Resolution {
    const text = raw.trim();
    return settle('approved', this.approved.get(text)) ?? this.resolveOther(text) ?? UNKNOWN;
  }

  private resolveOther(text: string): Resolution | null {
    if (isMissingMark(text) || kindOfField(text) === 'number') return null;
    const number = readInteger(text);
    if (number !== undefined) return settle('entrez', this.entrez.get(number));
    return (
      settle('previous', this.previous.get(text)) ??
      this.resolveLikely([readFamilySymbol(text) ?? '']) ??
      settle('alias', this.aliases.get(text)) ??
      this.resolveDate(text) ??
      settle('ensembl', this.ensembl.get(readEnsemblId(text) ?? '')) ??
      this.resolveAnyCase(text)
    );
  }

  private resolveDate(text: string): Resolution | null {
    const date = readDateSymbol(text);
    return date && (this.resolveLikely(date.approved) ?? this.resolveFormer(date.former));
  }

  /** A date, or a symbol of a renamed family, by the approved symbols that it may stand for. */
  private resolveLikely(likely: readonly string[]): Resolution | null {
    return settle('date', new Set(likely.filter(symbol => this.approved.has(symbol))));
  }

  /** A date by former symbols and aliases. */
  private resolveFormer(names: readonly string[]): Resolution | null {
    const meant = names.flatMap(name =>
      allOf(this.previous.get(name) ?? this.aliases.get(name) ?? []),
    );
    return settle('date', new Set(meant));
  }

  private resolveAnyCase(text: string): Resolution | null {
    this.upperCase ??= [this.approved, this.previous, this.aliases].map(ignoreCase);
    for (const names of this.upperCase) {
      const found = settle('case', names.get(text.toUpperCase()));
      if (found) return found;
    }
    return null;
  }
}

/** One meaning settles a name, several make it ambiguous, none leaves it to the next step. */
function settle(how: ResolvedHow, meanings: Meanings | undefined): Resolution | null {
  if (meanings === undefined) return null;
  const candidates = allOf(meanings).sort();
  if (candidates.length === 0) return null;
  return candidates.length === 1
    ? {how, symbol: candidates[0]}
    : {how: 'ambiguous', symbol: null, candidates};
}

function allOf(meanings: Meanings | readonly string[]): string[] {
  return typeof meanings === 'string' ? [meanings] : [...meanings];
}

function add(names: Names, name: string, symbol: string): void {
  const known = names.get(name);
  if (known === undefined) names.set(name, symbol);
  else if (known !== symbol) names.set(name, new Set([...allOf(known), symbol]));
}

function ignoreCase(names: Names): Names {
  const result: Names = new Map();
  for (const [name, meanings] of names) {
    for (const symbol of allOf(meanings)) add(result, name.toUpperCase(), symbol);
  }
  return result;
}
