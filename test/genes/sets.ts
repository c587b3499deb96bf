// Small gene-set tables written as words: `sets('A B C', 'B C D')`.
import {GeneSetBuilder} from '../../shared/genes/sets/gene-set-builder.ts';
import {type GeneSetTable, genesOf} from '../../shared/genes/sets/gene-set-table.ts';

/** A table of one set a text, named s0, s1, … with ids 100, 101, … */
export function sets(...texts: string[]): GeneSetTable {
  const builder = new GeneSetBuilder();
  texts.forEach((text, i) => {
    builder.add(100 + i, 'L', `s${i}`, '', text.split(' ').filter(Boolean));
  });
  return builder.build();
}

/** The sets of a table as words again, by name. */
export function words(table: GeneSetTable): Record<string, string> {
  return Object.fromEntries(
    table.names.map((name, row) => [
      name,
      Array.from(genesOf(table, row), gene => table.symbols[gene]).join(' '),
    ]),
  );
}
