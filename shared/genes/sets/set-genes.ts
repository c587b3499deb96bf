// The genes of one set after another: each once, without what holds no gene.
import {areIds, kindOfField} from '../symbols/missing-mark.ts';
import {enlarge, type SymbolInterner} from '../symbols/symbol-interner.ts';
import type {GmtOddities} from './gmt-oddities.ts';

/** Places of a symbol in `lastLine` that say what it is in place of a line. */
const [NEW, MISSING, INTEGER, NUMBER] = [0, -1, -2, -3];
const PLACES = {missing: MISSING, integer: INTEGER, number: NUMBER, name: NEW};

/** Collects the genes of a set as indices of their symbols. */
export class SetGenes {
  private readonly symbols: SymbolInterner;
  private readonly oddities: GmtOddities;
  private line = 0;
  private genes = new Int32Array(1 << 12);
  private size = 0;
  /** Numbers of the set that may be ids; they stand among its genes until the whole set is known. */
  private integers = 0;
  /** Line that last held each symbol, or what it is in place of a name. Shape (number of symbols, at least). */
  private lastLine = new Int32Array(1 << 12);

  constructor(symbols: SymbolInterner, oddities: GmtOddities) {
    this.symbols = symbols;
    this.oddities = oddities;
  }

  /** Begins the set of a line, counted from 1. */
  begin(line: number): void {
    this.line = line;
    this.size = 0;
    this.integers = 0;
  }

  /** Adds the symbol of an index, unless the set has it or it is no gene. */
  add(gene: number): void {
    if (gene >= this.lastLine.length) this.lastLine = enlarge(this.lastLine, gene + 1);
    if (this.lastLine[gene] <= NEW && !this.isGene(gene)) return;
    if (this.lastLine[gene] === this.line) {
      this.oddities.duplicateGenes++;
      return;
    }
    // An integer stays what it is: the next set decides again.
    if (this.lastLine[gene] !== INTEGER) this.lastLine[gene] = this.line;
    if (this.size === this.genes.length) this.genes = enlarge(this.genes, this.size + 1);
    this.genes[this.size++] = gene;
  }

  /** Whether a symbol that is new, or that is no name, may be a gene of this set. */
  private isGene(gene: number): boolean {
    if (this.lastLine[gene] === NEW) {
      this.lastLine[gene] = PLACES[kindOfField(this.symbols.textOf(gene))];
    }
    const place = this.lastLine[gene];
    if (place === MISSING) this.oddities.missingMarks++;
    if (place === NUMBER) this.oddities.numbers++;
    if (place === INTEGER) this.integers++;
    return place === NEW || place === INTEGER;
  }

  /** The unique genes of the set, in the file's order; valid until the next set. */
  finish(): Int32Array {
    if (this.integers > 0) this.judgeIntegers();
    return this.genes.subarray(0, this.size);
  }

  /** Numbers among themselves are ids, each kept once; among names they are none. */
  private judgeIntegers(): void {
    const ids = areIds(this.integers, this.size);
    const seen = new Set<number>();
    const given = this.genes.slice(0, this.size);
    const kept = given.filter(gene => {
      if (this.lastLine[gene] !== INTEGER) return true;
      if (!ids || seen.has(gene)) return false;
      seen.add(gene);
      return true;
    });
    if (ids) this.oddities.duplicateGenes += this.integers - seen.size;
    else this.oddities.numbers += this.integers;
    this.genes.set(kept);
    this.size = kept.length;
  }
}
