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
  };
}
