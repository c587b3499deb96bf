import {describe, expect, test} from '@jest/globals';
import type {GeneSetTable} from '../../shared/genes/sets/gene-set-table.ts';
import filterRareGenes from '../../stages/filter-rare-genes.ts';
import {sets, words} from '../genes/sets.ts';
import {runStage} from './run-stage.ts';

const filter = (table: GeneSetTable, params: Record<string, unknown>) =>
  runStage(filterRareGenes, {
    inputs: {geneSets: table},
    params: {minGeneSets: 1, minSize: 1, maxSize: 100, ...params},
  });

describe('filter-rare-genes', () => {
  test('keeps a gene of just enough sets, drops one of too few', async () => {
    const run = await filter(sets('A B C', 'A B D', 'A E'), {minGeneSets: 2});
    expect(words(await run.read('geneSets'))).toEqual({s0: 'A B', s2: 'A'});
    expect((await run.read('summary')).counts).toEqual({
      setsIn: 3,
      setsOut: 2,
      membershipsIn: 8,
      membershipsOut: 3,
      genesIn: 5,
      genesOut: 2,
    });
  });

  test('applies sizes after rare genes are gone, both ends included', async () => {
    const table = sets('A B X', 'A B C Y', 'A B C D', 'A', 'B C D');
    const run = await filter(table, {minGeneSets: 2, minSize: 2, maxSize: 3});
    expect(words(await run.read('geneSets'))).toEqual({s0: 'A B', s1: 'A B C', s4: 'B C D'});
    expect((await run.read('summary')).notes).toEqual([
      {message: 'genes dropped, in fewer than 2 sets', count: 2},
      {message: 'memberships of those genes dropped', count: 2},
      {message: 'sets dropped, fewer than 2 genes left', count: 1},
      {message: 'sets dropped, more than 3 genes left', count: 1},
    ]);
  });

  test('counts genes once: dropping sets does not make further genes rare', async () => {
    const run = await filter(sets('A B', 'A C D', 'B C D'), {minGeneSets: 2, minSize: 3});
    expect(words(await run.read('geneSets'))).toEqual({s1: 'A C D', s2: 'B C D'});
  });

  test('of repeated sets keeps the first, whatever the order of genes, before genes are counted', async () => {
    const table = sets('A B', 'B A', 'A C', 'C D', 'D A');
    const run = await filter(table, {minGeneSets: 2});
    expect(words(await run.read('geneSets'))).toEqual({s0: 'A', s2: 'A C', s3: 'C D', s4: 'D A'});
    expect((await run.read('summary')).notes).toContainEqual({
      message: 'sets dropped, same genes as an earlier set',
      count: 1,
    });
  });

  test('drops sets that equal another only without their rare genes', async () => {
    const table = sets('A B X', 'A B Y', 'A B C', 'C');
    const dropping = await filter(table, {minGeneSets: 2});
    expect(words(await dropping.read('geneSets'))).toEqual({s0: 'A B', s2: 'A B C', s3: 'C'});
    const keeping = await filter(table, {minGeneSets: 2, dropDuplicates: false});
    expect(Object.keys(words(await keeping.read('geneSets')))).toEqual(['s0', 's1', 's2', 's3']);
  });

  test('says why nothing is left and what to change', async () => {
    await expect(filter(sets('A B', 'C D'), {minGeneSets: 2})).rejects.toThrow(
      /none of 2 sets is left: 4 genes are in fewer than 2 sets.*Lower minGeneSets/,
    );
  });

  test('refuses sizes in the wrong order', () => {
    expect(filterRareGenes.params.safeParse({minSize: 10, maxSize: 5}).success).toBe(false);
  });
});
