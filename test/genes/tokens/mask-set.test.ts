import {describe, expect, test} from '@jest/globals';
import {canMask, maskSet} from '../../../shared/genes/tokens/mask-set.ts';
import {protocolOf} from '../../../shared/genes/tokens/masking-protocols.ts';

const genes = Array.from({length: 30}, (_, i) => `G${(i * 7) % 30}`);
const all = () => true;
const set = {setId: 3, genes};

describe('tcc', () => {
  const tcc = protocolOf('tcc');

  // Worked by hand from s[: floor(0.2·|s|) + 1] with |s| = genes + end token.
  test.each([
    [2, 1],
    [3, 1],
    [4, 2],
    [8, 2],
    [9, 3],
    [36, 8],
    [49, 11],
    [4234, 848],
  ])('a set of %i genes shows its first %i in stored order', (size, shown) => {
    const own = Array.from({length: size}, (_, i) => `Z${size - i}`);
    const {promptGenes, heldOutGenes} = maskSet({setId: 1, genes: own}, all, tcc, 1);
    expect(promptGenes).toEqual(own.slice(0, shown));
    expect(heldOutGenes).toEqual(own.slice(shown));
  });

  test('is the same for every seed and set id', () => {
    expect(maskSet({...set, setId: 9}, all, tcc, 5)).toEqual(maskSet(set, all, tcc, 1));
  });

  test('keeps genes outside the vocabulary hidden, wherever they stand', () => {
    const {promptGenes, heldOutGenes} = maskSet(set, symbol => symbol !== genes[1], tcc, 1);
    // 31 tokens: floor(6.2) + 1 = 7 are shown, of those that can be.
    expect(promptGenes).toEqual([genes[0], ...genes.slice(2, 8)]);
    expect(heldOutGenes).toEqual([genes[1], ...genes.slice(8)]);
  });
});

describe('shuffled', () => {
  test.each([
    ['shuffled-10', 3],
    ['shuffled-20', 6],
    ['shuffled-50', 15],
  ] as const)('%s shows %i of 30 genes; together they are the set', (name, shown) => {
    const {promptGenes, heldOutGenes} = maskSet(set, all, protocolOf(name), 1);
    expect(promptGenes).toHaveLength(shown);
    expect([...promptGenes, ...heldOutGenes].toSorted()).toEqual(genes.toSorted());
  });

  test('depends on the seed and the set, not on the stored order', () => {
    const protocol = protocolOf('shuffled-20');
    const first = maskSet(set, all, protocol, 1);
    expect(maskSet({...set, genes: genes.toReversed()}, all, protocol, 1)).toEqual(first);
    expect(maskSet(set, all, protocol, 2)).not.toEqual(first);
    expect(maskSet({...set, setId: 4}, all, protocol, 1)).not.toEqual(first);
  });

  test('a larger share shows the same genes and more', () => {
    const [ten, twenty, fifty] = ([10, 20, 50] as const).map(
      percent => maskSet(set, all, protocolOf(`shuffled-${percent}`), 1).promptGenes,
    );
    expect(twenty.slice(0, 3)).toEqual(ten);
    expect(fifty.slice(0, 6)).toEqual(twenty);
  });

  test('leaves a known gene to be found, however few are known', () => {
    const known = new Set(genes.slice(0, 4));
    const {promptGenes, heldOutGenes} = maskSet(
      set,
      symbol => known.has(symbol),
      protocolOf('shuffled-50'),
      1,
    );
    expect(promptGenes).toHaveLength(3);
    expect(heldOutGenes.filter(symbol => known.has(symbol))).toHaveLength(1);
    expect(() => maskSet(set, symbol => symbol === 'G0', protocolOf('tcc'), 1)).toThrow(
      /Set 3 has 1 of 30 genes in the vocabulary; expected, for tcc, at least 1 to show and 1/,
    );
  });
});

describe('half', () => {
  const half = protocolOf('half');
  const of = (count: number) => ({setId: 3, genes: Array.from({length: count}, (_, i) => `H${i}`)});

  test('shows half of the genes, by the same draw as the shuffled protocols', () => {
    const set = of(15);
    expect(maskSet(set, () => true, half, 1)).toEqual(
      maskSet(set, () => true, protocolOf('shuffled-50'), 1),
    );
  });

  test('needs five known genes to show and five to find', () => {
    const isKnown = (symbol: string) => symbol !== 'H0';
    expect([9, 10].map(count => canMask(of(count), () => true, half))).toEqual([false, true]);
    expect(canMask(of(10), isKnown, half)).toBe(false);
    const few = (symbol: string) => Number(symbol.slice(1)) < 10;
    const {promptGenes, heldOutGenes} = maskSet(of(30), few, half, 1);
    expect([promptGenes.length, heldOutGenes.filter(few).length]).toEqual([5, 5]);
    expect(() => maskSet(of(9), () => true, half, 1)).toThrow(/for half, at least 5 to show and 5/);
  });
});

describe('additions', () => {
  const additions = protocolOf('additions');
  const set = {setId: 1, genes: ['A', 'OLD?', 'B', 'C', 'NEW?'], oldGenes: 2};
  const isKnown = (symbol: string) => !symbol.endsWith('?');

  test('shows the known genes of the older version and seeks all that were added', () => {
    expect(maskSet(set, isKnown, additions, 1)).toEqual({
      promptGenes: ['A'],
      heldOutGenes: ['B', 'C', 'NEW?'],
    });
  });

  test('needs a known gene of each kind', () => {
    expect(canMask({...set, oldGenes: 0}, isKnown, additions)).toBe(false);
    expect(canMask({...set, oldGenes: 4}, isKnown, additions)).toBe(false);
    expect(canMask({setId: 1, genes: ['A', 'B']}, isKnown, additions)).toBe(false);
  });
});
