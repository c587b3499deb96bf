// Lists that name no gene are the asker's to mend.
import type {LeftOutGene, ReadGene} from '../../run/geneglot.mjs';
import {describeMouse} from '../genes/symbols/describe-mouse.ts';
import {describeLeftOut} from './describe-readings.ts';
import {QuestionError} from './question-error.ts';

export interface ReadNames {
  /** Each once; `token` is the place in the symbols that they were read by. */
  genes: ReadGene[];
  leftOut: LeftOutGene[];
}

/** Fails when no gene of any set is known to the model; `remedy`: what to do beside correcting names. */
export function requireKnownGene(read: readonly ReadNames[], remedy?: string): void {
  if (read.some(({genes}) => genes.length > 0)) return;
  const all = namesOf(read);
  const found =
    all.length === 1
      ? "a gene that is not in the model's vocabulary, expected one that is"
      : `none of the ${all.length} genes in the model's vocabulary, expected one at least`;
  throw new QuestionError(`found ${found}${linesOn(all)}${remedy ? `\n    ${remedy}` : ''}`);
}

/** Fails when no list has a gene. */
export function requireGene(read: readonly ReadNames[]): void {
  if (read.some(({genes}) => genes.length > 0)) return;
  const all = namesOf(read);
  throw new QuestionError(
    `found no known gene among ${all.length} names, expected symbols, Ensembl or NCBI Gene ids of human genes${linesOn(all)}`,
  );
}

/** What the lists name, one name at least; all of it was left out. */
function namesOf(read: readonly ReadNames[]): LeftOutGene[] {
  const all = read.flatMap(({leftOut}) => leftOut);
  if (all.length > 0) return all;
  throw new QuestionError('found no gene, expected one at least');
}

function linesOn(leftOut: readonly LeftOutGene[]): string {
  const names = leftOut.map(({given}) => given);
  return [...describeLeftOut(leftOut), ...describeMouse(names)]
    .map(line => `\n    ${line}`)
    .join('');
}
