import {describe, expect, test} from '@jest/globals';
import {mentionReader} from '../../../shared/cells/descriptions/read-mentions.ts';
import {createRandom} from '../../../shared/stats/random.ts';

const TYPES = [
  'T cell',
  'CD4 T cells',
  'memory CD4 T cells',
  'B cell',
  'CD14+ Monocytes',
  'γδ T cell',
];
const GENES = ['CD4', 'CD14', 'WAS', 'MS4A1', 'HLA-DRA', 'C1orf43', 'RP11-34P13.7', 'HLA-A', 'T'];
const read = mentionReader(TYPES, word => GENES.includes(word));

function mentions(text: string, reader = read, types = TYPES) {
  const found = reader(text);
  return {types: [...found.types].map(place => types[place]), genes: [...found.genes]};
}

describe('what a text names', () => {
  test('the longest type, and no type or gene within its name', () => {
    expect(mentions('This is a memory CD4 T cell.').types).toEqual(['memory CD4 T cells']);
    expect(mentions('This is a memory CD4 T cell.').genes).toEqual([]);
    expect(mentions('A CD4 T cell, or a T cell with CD4')).toEqual({
      types: ['CD4 T cells', 'T cell'],
      genes: ['CD4'],
    });
    expect(mentions('CD14+ monocyte: CD14')).toEqual({types: ['CD14+ Monocytes'], genes: ['CD14']});
  });

  test('no type within the name of a gene', () => {
    const types = ['B', 'NK', 'HLA-B high', 'A'];
    const reader = mentionReader(types, word => ['HLA-B', 'HLA-A', 'A-B'].includes(word));
    expect(mentions('HLA-B, HLA-A.', reader, types)).toEqual({
      types: [],
      genes: ['HLA-B', 'HLA-A'],
    });
    expect(mentions('An HLA-B high cell: HLA-A', reader, types)).toEqual({
      ...{types: ['HLA-B high'], genes: ['HLA-A']},
    });
    expect(mentions('B-NK, A-B', reader, types)).toEqual({types: ['NK', 'B'], genes: ['A-B']});
  });

  test('types whatever their case, number and blanks, as whole words', () => {
    expect(mentions('B CELLS').types).toEqual(['B cell']);
    expect(mentions('b\n  cell').types).toEqual(['B cell']);
    expect(mentions('a (B cell)').types).toEqual(['B cell']);
    expect(mentions('B cellular, AB cell, B cellss, ßB cell').types).toEqual([]);
    expect(mentions('two γδ T cells').types).toEqual(['γδ T cell']);
    expect(mentions('two Γδ T cells').types).toEqual(['γδ T cell']);
  });

  test('both numbers, where each is a type', () => {
    const types = ['B cells', 'B cell', 's'];
    const reader = mentionReader(types, () => false);
    expect(mentions('a B cell', reader, types).types).toEqual(['B cell']);
    expect(mentions('all B cells', reader, types).types).toEqual(['B cells']);
    expect(mentions('', reader, types).types).toEqual([]);
  });

  test('marks of patterns in the name of a type are letters like others', () => {
    const types = ['T (CD8+)', '[x]', 'a|b', 'NK-like/T', 'Treg*'];
    const reader = mentionReader(types, word => word === 'CD8');
    for (const type of types) expect(mentions(`a ${type}.`, reader, types).types).toEqual([type]);
    expect(mentions('T CD8', reader, types)).toEqual({types: [], genes: ['CD8']});
  });

  test('letters that are written in two ways are one', () => {
    const composed = 'naïve B';
    const reader = mentionReader([composed], () => false);
    expect(composed.normalize('NFD')).not.toBe(composed);
    expect(mentions(`a ${composed.normalize('NFD')}`, reader, [composed]).types).toEqual([
      composed,
    ]);
  });

  test('genes as they are written, so that a word is none', () => {
    expect(mentions('This cell was labelled; cd4, hla-dra').genes).toEqual([]);
    expect(mentions('WAS is a gene.').genes).toEqual(['WAS']);
    expect(mentions('CD4, CD4 and MS4A1.').genes).toEqual(['CD4', 'MS4A1']);
    expect(mentions('HLA-DRA, RP11-34P13.7, C1orf43.').genes).toEqual([
      ...['HLA-DRA', 'RP11-34P13.7', 'C1orf43'],
    ]);
    expect(mentions('CD4/MS4A1-positive, XCD4, CD4L').genes).toEqual(['CD4', 'MS4A1']);
  });

  test('nothing in no text', () => {
    for (const text of ['', ' ', '.', '🧬 — ∅', '\u0000', '|\n|']) {
      expect(mentions(text)).toEqual({types: [], genes: []});
    }
  });

  test('what random texts were made of', () => {
    const random = createRandom(5);
    const pick = <T>(items: readonly T[]) => items[random.int(items.length)];
    const fillers = ['was', 'a', 'cell', 'of', 'the', 'cd4', 'Monocytes?', 'naïve', '§', '12'];
    for (let turn = 0; turn < 500; turn++) {
      const types = new Set<string>();
      const genes = new Set<string>();
      const parts = Array.from({length: random.int(12)}, () => {
        const kind = random.int(3);
        if (kind === 0) return pick(fillers);
        const name = kind === 1 ? pick(TYPES) : pick(GENES.filter(gene => gene !== 'T'));
        (kind === 1 ? types : genes).add(name);
        return kind === 1 && random.int(2) ? name.toUpperCase() : name;
      });
      const text = parts.join(pick([', ', '; ', ' | ', '. ', ' (']));
      const found = mentions(text);
      expect({text, types: found.types.sort(), genes: found.genes.sort()}).toEqual({
        ...{text, types: [...types].sort(), genes: [...genes].sort()},
      });
    }
  });
});
