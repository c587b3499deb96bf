// The page's chances are those of the model file's reader.
import {join} from 'node:path';
import {expect, test} from '@jest/globals';
import {open} from '../../../run/geneglot.mjs';
import {createRandom} from '../../../shared/stats/random.ts';
import {chanceOf} from '../../../web/state/chance-of.ts';

const FILE = join(import.meta.dirname, '../../../data/model/human-gene-sets.geneglot');

test('chances equal those of the run file', async () => {
  const model = await open(FILE);
  const {calibration} = model.about.model;
  const random = createRandom(1);
  const hits = [0, 1, 50, ...Array.from({length: 200}, () => random.int(1e6) / 3e5)];
  for (const value of hits) expect(chanceOf(calibration, value)).toBe(model.chance(value));
});
