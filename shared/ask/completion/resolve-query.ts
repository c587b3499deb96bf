// From what a user calls genes to tokens of the model, with a word on every gene that was changed or left out.
import type {LeftOutGene, ReadGene} from '../../../run/geneglot.mjs';
import {requireKnownGene} from '../../answers/require-gene.ts';
import {resolveFew} from '../../genes/symbols/resolve-few.ts';
import type {Resolution, ResolvedHow} from '../../genes/symbols/resolve-symbol.ts';
import type {Lookup} from './name-index.ts';
import type {Query} from './read-queries.ts';

export interface ResolvedQuery {
  name: string | null;
  genes: ReadGene[];
  leftOut: LeftOutGene[];
}

/** Resolves all sets; fails, with the remedy, when no gene of any is known to the model, unless none was given. */
export function resolveQueries(
  queries: readonly Query[],
  lookup: Lookup,
  remedy?: string,
): ResolvedQuery[] {
  const tokenOf = new Map(lookup.symbols.map((symbol, token) => [symbol, token]));
  const raw = [...new Set(queries.flatMap(({symbols}) => symbols))];
  const resolutions = resolveFew(raw, lookup.genes);
  const resolutionOf = new Map(raw.map((symbol, i) => [symbol, resolutions[i]]));
  const resolved = queries.map(({name, symbols}) => {
    const genes = new Map<number, ReadGene>();
    const leftOut: LeftOutGene[] = [];
    for (const given of symbols) {
      const found = place(given, resolutionOf.get(given) as Resolution, tokenOf);
      if ('reason' in found) leftOut.push(found);
      else if (!genes.has(found.token)) genes.set(found.token, found);
    }
    return {name, genes: [...genes.values()], leftOut};
  });
  if (raw.length > 0) requireKnownGene(resolved, remedy);
  return resolved;
}

function place(
  given: string,
  resolution: Resolution,
  tokenOf: ReadonlyMap<string, number>,
): ReadGene | LeftOutGene {
  const {symbol} = resolution;
  const token = tokenOf.get(symbol ?? given);
  // Token 0 is the end token, whatever a user may call it.
  if (token)
    return {
      given,
      symbol: symbol ?? given,
      token,
      how: symbol ? (resolution.how as ResolvedHow) : 'as given',
    };
  if (symbol) return {given, reason: 'not in the vocabulary', candidates: [symbol]};
  return resolution.how === 'ambiguous'
    ? {given, reason: 'ambiguous', candidates: resolution.candidates}
    : {given, reason: 'unknown', candidates: []};
}
