// Resolves what gene-set files call a gene to its approved symbol, or says why it is unknown.
// The steps and their order are in docs/gene-symbols.md.
import {readDateSymbol} from './date-symbols.ts';
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

/** Name → approved symbols it stands for. */
type Names = Map<string, Set<string>>;

const ENSEMBL_GENE = /^(ENSG\d{11})(?:\.\d+)?$/;
const ENTREZ_GENE = /^\d+$/;
const UNKNOWN: Resolution = {how: 'unknown', symbol: null};

/** Looks up symbols in a table of approved genes. */
export class SymbolResolver {
  private readonly approved: Names = new Map();
  private readonly previous: Names = new Map();
  private readonly aliases: Names = new Map();
  private readonly ensembl: Names = new Map();
  private readonly entrez: Names = new Map();
  private readonly upperCase: Names[] = [];

  constructor(genes: readonly Gene[]) {
    for (const gene of genes) {
      add(this.approved, gene.symbol, gene.symbol);
      for (const name of gene.previous) add(this.previous, name, gene.symbol);
      for (const name of gene.aliases) add(this.aliases, name, gene.symbol);
      if (gene.ensemblId) add(this.ensembl, gene.ensemblId, gene.symbol);
      if (gene.entrezId) add(this.entrez, gene.entrezId, gene.symbol);
    }
    this.upperCase = [this.approved, this.previous, this.aliases].map(ignoreCase);
  }

  /** Resolves one symbol or gene id; blanks around it do not count. */
  resolve(raw: string): Resolution {
    const text = raw.trim();
    return (
      settle('approved', this.approved.get(text)) ??
      settle('previous', this.previous.get(text)) ??
      this.resolveDate(text) ??
      settle('alias', this.aliases.get(text)) ??
      this.resolveId(text) ??
      this.resolveAnyCase(text) ??
      UNKNOWN
    );
  }

  private resolveDate(text: string): Resolution | null {
    const reading = readDateSymbol(text);
    if (!reading) return null;
    const likely = reading.approved.filter(symbol => this.approved.has(symbol));
    if (likely.length > 0) return settle('date', new Set(likely));
    const former = reading.former.flatMap(name => [
      ...(this.previous.get(name) ?? this.aliases.get(name) ?? []),
    ]);
    return settle('date', new Set(former));
  }

  private resolveId(text: string): Resolution | null {
    const ensembl = ENSEMBL_GENE.exec(text);
    if (ensembl) return settle('ensembl', this.ensembl.get(ensembl[1]));
    return ENTREZ_GENE.test(text) ? settle('entrez', this.entrez.get(text)) : null;
  }

  private resolveAnyCase(text: string): Resolution | null {
    for (const names of this.upperCase) {
      const found = settle('case', names.get(text.toUpperCase()));
      if (found) return found;
    }
    return null;
  }
}

/** One meaning settles a name, several make it ambiguous, none leaves it to the next step. */
function settle(how: ResolvedHow, meanings: ReadonlySet<string> | undefined): Resolution | null {
  if (!meanings || meanings.size === 0) return null;
  const candidates = [...meanings].sort();
  return candidates.length === 1
    ? {how, symbol: candidates[0]}
    : {how: 'ambiguous', symbol: null, candidates};
}

function add(names: Names, name: string, symbol: string): void {
  const known = names.get(name);
  if (known) known.add(symbol);
  else names.set(name, new Set([symbol]));
}

function ignoreCase(names: Names): Names {
  const result: Names = new Map();
  for (const [name, symbols] of names) {
    for (const symbol of symbols) add(result, name.toUpperCase(), symbol);
  }
  return result;
}
