// The Parquet codec a suite runs with: formats are tested with each.
import {afterAll, beforeAll} from '@jest/globals';

/** Sets GENEGLOT_PARQUET for the tests of a suite. */
export function useCodec(name: string): void {
  const before = process.env.GENEGLOT_PARQUET;
  beforeAll(() => {
    process.env.GENEGLOT_PARQUET = name;
  });
  afterAll(() => {
    process.env.GENEGLOT_PARQUET = before ?? '';
  });
}
