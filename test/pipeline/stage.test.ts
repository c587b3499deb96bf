import {describe, expect, test} from '@jest/globals';
import {z} from 'zod';
import type {Format} from '../../shared/formats/format.ts';
import {stage} from '../../shared/pipeline/stage.ts';

describe('stage()', () => {
  const toy = {name: 'toy', version: 1, extension: '.json'} as Format<number>;
  const parts = {summary: 'Toy.', inputs: {a: toy}, outputs: {b: toy}, run: async () => undefined};

  test('names a stage after its file and starts nothing when imported', () => {
    const declared = stage('file:///somewhere/stages/count-genes.ts', {
      ...parts,
      params: z.strictObject({seed: z.int().default(1)}),
    });
    expect([declared.name, declared.file]).toEqual([
      'count-genes',
      '/somewhere/stages/count-genes.ts',
    ]);
  });

  test('refuses names that would mean two things', () => {
    const url = 'file:///stages/x.ts';
    expect(() => stage(url, {...parts, params: z.strictObject({a: z.int()})})).toThrow(
      'Stage x: "a" is both an input and a parameter; rename one of them.',
    );
    const params = z.strictObject({});
    expect(() => stage(url, {...parts, outputs: {log: toy}, params})).toThrow(
      'an output may not be named "log"',
    );
    expect(() => stage(url, {...parts, outputs: {'b-c': toy}, params})).toThrow('camelCase');
    // @ts-expect-error
    expect(() => stage(url, {...parts, params: z.string()})).toThrow('z.strictObject');
  });
});
