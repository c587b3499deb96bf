// How --help shows the parameters of a stage: all in one list, or parted by their groups where they are many.
import {describe, expect, test} from '@jest/globals';
import {z} from 'zod';
import {stage} from '../../../shared/pipeline/stage.ts';
import {describeStage} from '../../../shared/pipeline/stage-process/stage-help.ts';

const seed = z.int().default(1).describe('seed of the draw').meta({group: 'run'});

/** The help of a stage with `seed`, which has a group, and this many parameters without one. */
function helpWith(plain: number): string {
  const names = Array.from({length: plain}, (_, i) => `p${i}`);
  const others = Object.fromEntries(names.map(name => [name, z.int().optional()]));
  const params = z.strictObject({seed, ...others});
  const parts = {summary: 'Toy.', inputs: {}, outputs: {}, run: async () => undefined};
  return describeStage(stage('file:///stages/toy.ts', {...parts, params}));
}

describe('the parameters in --help', () => {
  test('up to ten are one list in the order of their schema', () => {
    const text = helpWith(9);
    expect(text).toContain('Parameters:\n  seed  seed of the draw [integer, default 1]\n  p0');
    expect(text).not.toContain('run:');
  });

  test('of more than ten, those without a group come first, the others under its name', () => {
    const text = helpWith(10);
    expect(text).toContain('Parameters:\n  p0  [integer, optional]\n');
    expect(text).toContain(
      'p9  [integer, optional]\n\nParameters, run:\n  seed  seed of the draw [integer, default 1]',
    );
  });
});
