// Descriptions that are genes go back to their sets; those that are none stay.
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from '@jest/globals';
import {keepFirstGenes, keepFirstGenesOfTable} from '../../../shared/genes/sets/first-genes.ts';
import {GeneSetBuilder} from '../../../shared/genes/sets/gene-set-builder.ts';
import {words} from '../sets.ts';

const lines = readFileSync(join(import.meta.dirname, 'cases/g02-no-description.gmt'), 'utf8')
  .trim()
  .split('\n')
  .map(line => line.split('\t'));
const symbols = new Set([...lines.flatMap(([, ...genes]) => genes), 'SET', 'TP53', 'MDM2']);
const isSymbol = (text: string) => symbols.has(text);
const withoutFirst = lines.map(([name, description, ...genes]) => ({
  name,
  description,
  symbols: genes,
}));

test('a file without descriptions keeps its first genes', () => {
  const kept = keepFirstGenes(withoutFirst, isSymbol);
  expect(kept.map(set => [set.name, ...set.symbols])).toEqual(lines);
});

test.each([
  ['words', (i: number) => `about ${i}`],
  ['marks', () => 'na'],
  ['one symbol in all', () => 'SET'],
  ['the symbols that sets are named after', (i: number) => withoutFirst[i].name],
])('descriptions stay where they are %s', (_, describe) => {
  const sets = withoutFirst.map((set, i) => ({...set, description: describe(i)}));
  const known = (text: string) => isSymbol(text) || text.startsWith('SET_');
  expect(keepFirstGenes(sets, known)).toBe(sets);
});

test('in a table only the libraries change that lack descriptions', () => {
  const builder = new GeneSetBuilder();
  for (const [i, {name, description, symbols: genes}] of withoutFirst.entries()) {
    builder.add(2 * i, 'without', name, description, genes);
    builder.add(2 * i + 1, 'with', `other ${i}`, `about ${i}`, genes);
  }
  const {table, libraries} = keepFirstGenesOfTable(builder.build(), isSymbol);
  expect(libraries).toEqual(['without']);
  const sets = words(table);
  for (const [i, [name, ...genes]] of lines.entries()) {
    expect(sets[name]).toBe(genes.join(' '));
    expect(sets[`other ${i}`]).toBe(genes.slice(1).join(' '));
  }
});
