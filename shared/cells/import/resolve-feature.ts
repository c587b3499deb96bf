// The gene of one feature of a matrix, by its id and its name: the id decides where both settle on a gene.
import {isMissingMark} from '../../genes/symbols/missing-mark.ts';
import type {Resolution, SymbolResolver} from '../../genes/symbols/resolve-symbol.ts';
import type {Feature} from './cell-source.ts';

type Resolver = Pick<SymbolResolver, 'resolve'>;

/** How a feature was settled; `conflict`: whether its name alone is another gene's today. */
export interface ResolvedFeature {
  resolution: Resolution;
  isConflict: boolean;
}

/** Readers make a repeated name unique by such an ending: `TBCE-1`, `TBCE.1`. */
const UNIQUE_ENDING = /[-.]\d+$/;
/** References of several species put the genome before every name and id: `GRCh38_CD3D`, `hg19_ENSG00000167286`. */
const HUMAN_GENOME = /^(?:GRCh3[78]|hg(?:19|38))_+/;
const NUMBER = /^\d+(?:\.\d+)?$/;
const UNKNOWN: Resolution = {how: 'unknown', symbol: null};

/** Resolves the features of one matrix, which must all be known: what a number is depends on the others. */
export class FeatureResolver {
  readonly #resolver: Resolver;
  readonly #names: ReadonlySet<string>;
  /** Whether numbers are ids of NCBI Gene, in names and in ids; a few numbers among names are none. */
  readonly #numbers: {name: boolean; id: boolean};

  constructor(features: readonly Feature[], resolver: Resolver) {
    this.#resolver = resolver;
    this.#names = new Set(features.map(({name}) => name));
    this.#numbers = {
      name: areNumbers(features.map(({name}) => name)),
      id: areNumbers(features.map(({id}) => id)),
    };
  }

  resolve({name, id}: Feature): ResolvedFeature {
    const byName = this.#resolve(name, this.#numbers.name);
    const byId = id === null ? UNKNOWN : this.#resolve(id, this.#numbers.id);
    const isId = byId.how === 'ensembl' || byId.how === 'entrez';
    if (isId && byName.symbol !== null && byName.symbol !== byId.symbol) {
      return {resolution: byId, isConflict: true};
    }
    if (byName.symbol !== null) return {resolution: byName, isConflict: false};
    if (byId.symbol !== null) return {resolution: byId, isConflict: false};
    return {resolution: this.#withoutEnding(name, byName), isConflict: false};
  }

  #resolve(text: string, areNumbersIds: boolean): Resolution {
    const bare = text.trim().replace(HUMAN_GENOME, '');
    if (bare === '' || isMissingMark(bare.replace(UNIQUE_ENDING, ''))) return UNKNOWN;
    if (!areNumbersIds && NUMBER.test(bare)) return UNKNOWN;
    return this.#resolver.resolve(bare);
  }

  #withoutEnding(name: string, found: Resolution): Resolution {
    const bare = name.replace(UNIQUE_ENDING, '');
    if (bare === name || !this.#names.has(bare)) return found;
    const repeated = this.#resolve(bare, this.#numbers.name);
    return repeated.symbol === null ? found : repeated;
  }
}

function areNumbers(texts: readonly (string | null)[]): boolean {
  const there = texts.filter(text => text !== null);
  return 2 * there.filter(text => NUMBER.test(text)).length > there.length;
}
