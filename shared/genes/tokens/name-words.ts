// The words of names: of gene sets ("mitotic spindle assembly (GO:0090307)") and of genes.

/** Numbers that databases put behind a name: GO:0090307, WP4480, R-HSA-68886, hsa04110. */
const ACCESSION =
  /\s*[([]?(?:GO:\d{7}|WP\d+|R-HSA-\d+|hsa\d{5}|HP:\d{7}|MP:\d{7}|DOID:\d+)[)\]]?\s*$/;
/** Letters and digits; all else parts words, also the underscores of MSigDB's names. */
const WORD = /[\p{L}\p{N}]+/gu;

/** The words of a name in order, in its own case, without its accession number. */
export function nameWords(name: string): string[] {
  return name.replace(ACCESSION, '').match(WORD) ?? [];
}

/** The accession number that a database put behind a name, `GO:0090307`; undefined where there is none. */
export function nameAccession(name: string): string | undefined {
  return ACCESSION.exec(name)?.[0].replace(/[\s()[\]]/g, '');
}

/** How words are compared: in lower case. */
export function wordKey(word: string): string {
  return word.toLowerCase();
}

/** What the names of one term in two libraries share: its words, each once, in alphabetical order; empty where there are none. */
export function nameKey(name: string): string {
  return [...new Set(nameWords(name).map(wordKey))].sort().join(' ');
}
