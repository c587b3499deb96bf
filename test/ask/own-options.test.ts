import {describe, expect, test} from '@jest/globals';
import {inOwnOptions} from '../../shared/ask/own-options.ts';

const OPTIONS = {
  layer: (value: string) => `--layer ${value}`,
  source: (value: string, stage: string) =>
    `${stage === 'import-real' ? '--real' : 'FILE'} ${value}`,
  onUnmapped: () => null,
  labelColumn: (value: string) => (value === 'null' ? null : `--labels ${value}`),
};

describe('advice in own options', () => {
  test.each([
    [
      'Choose one with --set import-cells.layer=layers/counts, or write their sum into a layer.',
      'Choose one with --layer layers/counts, or write their sum into a layer.',
    ],
    ['Name one with --set import-cells.layer=NAME.', 'Name one with --layer NAME.'],
    [
      'Check the species, or keep the names as they are with --set import-cells.onUnmapped=keep.',
      'Check the species.',
    ],
    [
      'Name one with --set import-cells.labelColumn=NAME, or leave them out with --set import-cells.labelColumn=null.',
      'Name one with --labels NAME.',
    ],
    [
      "Read one with --set import-real.source='a folder/x*', or join them.",
      "Read one with --real 'a folder/x*', or join them.",
    ],
    [
      'Use --set import-cells.values=log-normalized.',
      'Use --set import-cells.values=log-normalized.',
    ],
    ['found a or b.h5, expected one', 'found a or b.h5, expected one'],
  ])('%s', (advice, own) => {
    expect(inOwnOptions(advice, OPTIONS)).toBe(own);
  });
});
