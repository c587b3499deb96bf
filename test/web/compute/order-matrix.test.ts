// The matrix holds what the sets hold, in an order that brings blocks together.
import {beforeAll, describe, expect, test} from '@jest/globals';
import {noStep} from '../../../shared/answers/step.ts';
import {createRandom} from '../../../shared/stats/random.ts';
import {bitRow, orderByBonds} from '../../../web/compute/bond-energy.ts';
import {AskedWorker} from './ask-worker.ts';

describe('order by bonds', () => {
  test('brings the blocks of a shuffled matrix together', async () => {
    const random = createRandom(4);
    for (let round = 0; round < 20; round++) {
      const blocks = 2 + random.int(4);
      const blockOf = Array.from({length: 40}, () => random.int(blocks));
      const rows = blockOf.map(block =>
        bitRow(
          Array.from(
            {length: blocks * 9},
            (_, i) => Math.floor(i / 9) === block && i % 9 !== random.int(9),
          ),
        ),
      );
      const order = await orderByBonds(rows, noStep);
      expect([...order].sort((a, b) => a - b)).toEqual([...rows.keys()]);
      const changes = order.filter((row, i) => i > 0 && blockOf[row] !== blockOf[order[i - 1]]);
      expect(changes).toHaveLength(new Set(blockOf).size - 1);
    }
  });

  test('keeps equal rows together and rows of zeros last', async () => {
    const rows = ['00', '10', '01', '10', '00'].map(row =>
      bitRow([...row].map(bit => bit === '1')),
    );
    expect(await orderByBonds(rows, noStep)).toEqual([2, 1, 3, 0, 4]);
    expect(await orderByBonds([], noStep)).toEqual([]);
  });
});

describe('the matrix', () => {
  const genes = ['TP53', 'MDM2', 'CDKN1A', 'ATM', 'GAPDH', 'ACTB', 'BAX'];
  let worker: AskedWorker;
  beforeAll(async () => {
    worker = await AskedWorker.open();
  });

  test('shows the sets that represent the best groups, or those chosen', async () => {
    const {groups} = await worker.ask('enrich', {genes, most: 12});
    const best = await worker.ask('matrix', {genes});
    const names = (sets: {name: string}[]) => sets.map(({name}) => name).sort();
    expect(names(best.sets)).toEqual(names(groups.map(([set]) => set)));
    expect([...best.genes].sort()).toEqual([...genes].sort());
    for (const [column, {name}] of best.sets.entries()) {
      const [{shared}] = groups.find(([set]) => set.name === name)!;
      const held = best.genes.filter((_, row) => best.cells[row][column] === 1);
      expect(held.sort()).toEqual([...shared].sort());
    }
    const sets = best.sets.slice(0, 2);
    expect(names((await worker.ask('matrix', {genes, sets})).sets)).toEqual(names(sets));
  });

  test('refuses a set that is not tested', async () => {
    const asked = worker.ask('matrix', {genes, sets: [{library: 'none', name: '<b>'}]});
    await expect(asked).rejects.toThrow('sets: found <b> of none, expected a set of the libraries');
  });
});
