import {describe, expect, test} from '@jest/globals';
import {canonicalJson, computeKey} from '../../../shared/pipeline/keys/key.ts';
import type {KeyFields} from '../../../shared/pipeline/keys/key-fields.ts';

const fields: KeyFields = {
  inputs: {gmt: [{name: 'c5.gmt.gz', sha256: 'aa'}]},
  params: {seed: 1, shares: [0.8, 0.1]},
  formats: {'out.geneSets': 'gene-set-table@1'},
  code: {'stages/x.ts': 'bb'},
  assets: {},
  packages: {zod: '4.0.0'},
};

describe('a key', () => {
  test('does not depend on the order of fields', () => {
    const turned = {...fields, params: {shares: [0.8, 0.1], seed: 1}};
    expect(computeKey(turned)).toBe(computeKey(fields));
    expect(computeKey(fields)).toMatch(/^[0-9a-f]{64}$/);
  });

  test('changes with every field', () => {
    const changed: KeyFields[] = [
      {...fields, inputs: {gmt: [{name: 'c5.gmt.gz', sha256: 'ab'}]}},
      {...fields, inputs: {gmt: [{name: 'c2.gmt.gz', sha256: 'aa'}]}},
      {...fields, params: {...fields.params, seed: 2}},
      {...fields, params: {...fields.params, shares: [0.1, 0.8]}},
      {...fields, formats: {'out.geneSets': 'gene-set-table@2'}},
      {...fields, code: {'stages/x.ts': 'bc'}},
      {...fields, assets: {'core/x.cpp': 'dd'}},
      {...fields, packages: {zod: '4.0.1'}},
      {...fields, env: {MODE: 'fast'}},
    ];
    expect(new Set([fields, ...changed].map(computeKey)).size).toBe(changed.length + 1);
  });

  test('of a stage that declares no environment is what it was before one could', () => {
    const digest = '076db739548e39890e4ce781da72a6d0001164f5dff5bfaebc78e0548d82ee9a';
    expect(computeKey(fields)).toBe(digest);
  });

  test('refuses what JSON would silently change', () => {
    expect(canonicalJson({b: [1, null], a: undefined, c: 'x'})).toBe('{"b":[1,null],"c":"x"}');
    expect(() => canonicalJson({rate: Number.NaN})).toThrow('value.rate: found NaN');
    expect(() => canonicalJson([new Date(0)])).toThrow('value[0]: found');
  });
});
