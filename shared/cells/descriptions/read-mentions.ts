// Which types and genes a text names: whole words, types whatever their case, genes as they are written.

/** What a text names, each once. */
export interface Mentions {
  /** Places in the list of types. */
  types: Set<number>;
  genes: Set<string>;
}

/** What cannot stand beside a name that is a whole word. */
const LETTER = '[\\p{L}\\p{M}\\p{N}_]';
/** Stands where the name of a type stood: no part of a word, and nothing that a name goes across. */
const TAKEN = '\n|\n';
const WORD = /[\p{L}\p{N}][\p{L}\p{N}@._/-]*/gu;
const WORD_END = /[\p{L}\p{N}@._/-]*$/u;
const WORD_START = /^[\p{L}\p{N}@._/-]*/u;
const MARKS_AT_END = /[@._/-]+$/;
const JOINTS = /[@._/-]+/;

/**
 * Reads the mentions of these types and genes. Names of types are found first, longest first, and taken out: in "CD4 T
 * cell" neither "T cell" nor the gene CD4 is named, and in HLA-B not the type B. Genes keep their case, because `was` is a
 * word and WAS a gene.
 */
export function mentionReader(
  types: readonly string[],
  isGene: (symbol: string) => boolean,
): (text: string) => Mentions {
  const patterns = typePatterns(types);
  return text => {
    const found = new Set<number>();
    let rest = text.normalize('NFC');
    for (const {pattern, type} of patterns) {
      rest = rest.replace(pattern, (match: string, at: number, whole: string) => {
        if (isWithinGene(match, at, whole, isGene)) return match;
        found.add(type);
        return TAKEN;
      });
    }
    const genes = (rest.match(WORD) ?? []).flatMap(word => genesOf(word, isGene));
    return {types: found, genes: new Set(genes)};
  };
}

/** One pattern for each way in which a type may be written, longest first. */
function typePatterns(types: readonly string[]): {pattern: RegExp; type: number}[] {
  const names = types.map(type => type.normalize('NFC').trim().toLowerCase());
  const ways = new Map<string, number>();
  const add = (way: string, type: number) => {
    if (way !== '' && !ways.has(way)) ways.set(way, type);
  };
  for (const [type, name] of names.entries()) add(name, type);
  // After all names as they are: where both `B cell` and `B cells` are types, each keeps its own.
  for (const [type, name] of names.entries()) add(otherNumber(name), type);
  return [...ways]
    .sort(([a], [b]) => b.length - a.length || (a < b ? -1 : 1))
    .map(([way, type]) => ({pattern: wholeWords(way), type}));
}

/** "b cells" for "b cell", and the other way round. */
function otherNumber(name: string): string {
  return name.endsWith('s') ? name.slice(0, -1) : `${name}s`;
}

function wholeWords(name: string): RegExp {
  const parts = name.split(/\s+/).map(part => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`(?<!${LETTER})${parts.join('\\s+')}(?!${LETTER})`, 'giu');
}

/** Whether what was found is a part of the name of a gene, as the type B is of HLA-B. */
function isWithinGene(
  match: string,
  at: number,
  text: string,
  isGene: (symbol: string) => boolean,
): boolean {
  const before = WORD_END.exec(text.slice(0, at))![0];
  const after = WORD_START.exec(text.slice(at + match.length))![0];
  const word = (before + match + after).replace(MARKS_AT_END, '');
  return word.length > match.length && isGene(word);
}

/** The word itself, without marks at its end, else the genes that it joins, as in `CD3D/CD3E`. */
function genesOf(word: string, isGene: (symbol: string) => boolean): string[] {
  const bare = word.replace(MARKS_AT_END, '');
  return isGene(bare) ? [bare] : bare.split(JOINTS).filter(isGene);
}
