// `geneglot enrich` beside gseapy and scipy: own sets, an own background, the same numbers.
import {execFile} from 'node:child_process';
import {writeFile} from 'node:fs/promises';
import {resolve} from 'node:path';
import {afterAll, describe, expect, test} from '@jest/globals';
import {open} from '../../run/geneglot.mjs';
import {createRandom} from '../../shared/stats/random.ts';
import {scratchFolder} from '../formats/scratch-folder.ts';
import {startPeer} from './start-peer.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const pathOf = scratchFolder();
const {ask, stop} = startPeer('ask-enrichment.py');
afterAll(stop);

interface Tested {
  shared: number;
  size: number;
  fisher: number;
  hypergeometric: number;
  scipyQ: number;
  gseapyP: number;
  gseapyQ: number;
}

interface OurTest {
  name: string;
  size: number;
  pValue: number;
  qValue: number;
  shared: string[];
}

/** A question of approved genes: sets that overlap, a list from some of them and from elsewhere, a background. */
async function drawQuestion(seed: number) {
  const random = createRandom(seed);
  const {symbols} = await open(resolve(ROOT, 'data/model/human-gene-sets.geneglot'));
  const genes = random.shuffle(Int32Array.from({length: 800}, (_, i) => 1 + i * 7));
  const draw = (count: number, from: number, width: number) => [
    ...new Set(Array.from({length: count}, () => symbols[genes[from + random.int(width)]])),
  ];
  const sets: Record<string, string[]> = {};
  for (let i = 0; i < 60; i++) sets[`set ${i}`] = draw(5 + random.int(60), random.int(600), 150);
  return {
    sets,
    given: [...new Set([...draw(15 + random.int(60), 100, 120), ...draw(40, 0, 800)])],
    background: draw(300 + random.int(900), 0, 800),
  };
}

async function askOurs({sets, given, background}: Awaited<ReturnType<typeof drawQuestion>>) {
  const [gmt, list, universe] = ['sets.gmt', 'list.txt', 'background.txt'].map(pathOf);
  const lines = Object.entries(sets).map(([name, genes]) => [name, '', ...genes].join('\t'));
  await writeFile(gmt, `${lines.join('\n')}\n`);
  await writeFile(list, `${given.join('\n')}\n`);
  await writeFile(universe, `${background.join('\n')}\n`);
  const own = ['--file', list, '--background', universe, '--json', '--all', '--top', '1000'];
  const command = ['bin/geneglot.mjs', 'enrich', ...own, '--gmt', gmt];
  const output = await new Promise<string>((done, fail) =>
    execFile(process.execPath, command, {cwd: ROOT, maxBuffer: 1e8}, (error, out) =>
      error ? fail(error) : done(out),
    ),
  );
  return JSON.parse(output).lists[0].tests as OurTest[];
}

/** Equal to ten digits. */
const expectEqual = (ours: number, theirs: number) =>
  expect(Math.abs(ours / theirs - 1)).toBeLessThan(1e-10);

describe('geneglot enrich', () => {
  test.each([1, 2, 3, 4, 5])(
    'has the p and q of gseapy and scipy, own background %i',
    async seed => {
      const question = await drawQuestion(seed);
      const theirs = await ask<Record<string, Tested>>({ask: 'test', ...question});
      const ours = await askOurs(question);
      expect(ours.map(({name}) => name).sort()).toEqual(Object.keys(theirs).sort());
      expect(ours.length).toBeGreaterThan(20);
      for (const {name, size, pValue, qValue, shared} of ours) {
        const row = theirs[name];
        expect([name, shared.length, size]).toEqual([name, row.shared, row.size]);
        for (const p of [row.fisher, row.hypergeometric, row.gseapyP]) expectEqual(pValue, p);
        for (const q of [row.scipyQ, row.gseapyQ]) expectEqual(qValue, q);
      }
    },
  );
});
