// How harmonize-symbols read every raw symbol, and what it could not resolve.
import {recordTable} from './record-table.ts';

/**
 * One row a raw symbol, in ascending order; `how`: the step that settled it (approved, previous, date, alias,
 * ensembl, entrez, case) or ambiguous, unknown; `geneSets`: sets that hold it; `occurrences`: memberships.
 */
export const symbolMapping = recordTable('symbol-mapping', 1, {
  rawSymbol: 'string',
  symbol: 'string?',
  how: 'string',
  geneSets: 'int32',
  occurrences: 'int32',
});

/** One row an unresolved symbol, most frequent first; `reason`: unknown or ambiguous, then with candidates. */
export const unresolvedSymbols = recordTable('unresolved-symbols', 1, {
  rawSymbol: 'string',
  reason: 'string',
  candidates: 'string[]',
  occurrences: 'int32',
});
