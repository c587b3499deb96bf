// What files of gene sets hold besides plain GMT, counted and tolerated.

/** How often a file leaves the plain form; all of it is tolerated. */
export interface GmtOddities {
  blankLines: number;
  carriageReturns: number;
  missingNames: number;
  emptyFields: number;
  /** Lines that begin with `#`. */
  comments: number;
  /** Fields that hold NA, nan and the like. */
  missingMarks: number;
  /** Numbers in sets of names, which are scores or counts, and numbers that are no ids. */
  numbers: number;
  /** Fields that hold several genes, with commas, semicolons or bars between them. */
  joinedGenes: number;
  /** Fields that are no UTF-8, read as Windows-1252, which holds Latin-1. */
  latinFields: number;
  weights: number;
  duplicateGenes: number;
  /** Whole files: in UTF-16, with CR at the ends of lines, with sets in columns, with a gene in each row. */
  wideFiles: number;
  macFiles: number;
  turnedFiles: number;
  longFiles: number;
}

/** Counts of 0. */
export function noOddities(): GmtOddities {
  return {
    blankLines: 0,
    carriageReturns: 0,
    missingNames: 0,
    emptyFields: 0,
    comments: 0,
    missingMarks: 0,
    numbers: 0,
    joinedGenes: 0,
    latinFields: 0,
    weights: 0,
    duplicateGenes: 0,
    wideFiles: 0,
    macFiles: 0,
    turnedFiles: 0,
    longFiles: 0,
  };
}

/** What each tolerated departure from plain GMT is called in notes and log. */
const TOLERATED: Record<keyof GmtOddities, string> = {
  blankLines: 'blank lines skipped',
  carriageReturns: 'lines with a Windows line ending',
  missingNames: 'sets without a name, named after their line',
  emptyFields: 'empty gene fields skipped',
  comments: 'lines that begin with # skipped',
  missingMarks: 'gene fields that hold NA, nan, None or the like skipped',
  numbers: 'numbers among gene symbols skipped',
  joinedGenes: 'gene fields of several genes, split at commas, semicolons or bars',
  latinFields: 'fields that are no UTF-8, read as Windows-1252 (Latin-1)',
  weights: 'weights cut off (GENE,weight)',
  duplicateGenes: 'genes listed twice in a set, kept once',
  wideFiles: 'files in UTF-16',
  macFiles: 'files whose lines end as on old Macs (CR)',
  turnedFiles: 'files with a set in each column (GMX)',
  longFiles: 'files with a gene in each row, gathered into sets',
};

/** What was met, with how often. */
export function listOddities(oddities: GmtOddities): {message: string; count: number}[] {
  const all = Object.entries(TOLERATED).map(([oddity, message]) => {
    return {message, count: oddities[oddity as keyof GmtOddities]};
  });
  return all.filter(({count}) => count > 0);
}
