// Scores of one method's texts about cells, each with the interval of a bootstrap over cells.
import {
  type BootstrapOptions,
  bootstrapOf,
  bootstrapRate,
  createBootstrap,
  type Estimate,
  meanOf,
  toEstimate,
} from '../../stats/bootstrap.ts';
import {countValues} from '../../stats/group-by.ts';
import type {DescriptionResult} from './description-scores.ts';
import type {Mentions} from './read-mentions.ts';

/** What is known of a cell that was described. */
export interface DescribedCell {
  type: number;
  /** Symbols of its highest genes. */
  highest: ReadonlySet<string>;
  /** Of the markers of its type. */
  markers: ReadonlySet<string>;
}

/** How likely a model finds the right text. */
export interface TextLikelihood {
  nats: number;
  tokens: number;
}

/** Scores of texts, one for each cell; `likelihoods`: of the right texts, null for what is no model. */
export function scoreTexts(
  texts: readonly string[],
  cells: readonly DescribedCell[],
  mentionsOf: (text: string) => Mentions,
  likelihoods: readonly TextLikelihood[] | null,
  bootstrap: BootstrapOptions,
): Omit<DescriptionResult, 'kind'> {
  const intervalOf = createBootstrap(texts.length, bootstrap);
  const mentions = texts.map(mentionsOf);
  const meanBy = (scoreOf: (place: number) => number): Estimate => {
    const values = Float64Array.from(texts.keys(), scoreOf);
    return toEstimate(meanOf(values), intervalOf(values));
  };
  const shareOf = (holds: (place: number) => boolean) => meanBy(place => Number(holds(place)));
  const namesTrue = (place: number) => mentions[place].types.has(cells[place].type);
  const others = (place: number) => mentions[place].types.size - Number(namesTrue(place));
  const genesIn = (known: (cell: DescribedCell) => ReadonlySet<string>) =>
    rate(
      mentions.map(({genes}, place) => countIn(genes, known(cells[place]))),
      bootstrap,
    );
  const times = countValues(texts);
  return {
    trueType: shareOf(place => namesTrue(place) && others(place) === 0),
    trueAndOtherTypes: shareOf(place => namesTrue(place) && others(place) > 0),
    otherTypes: shareOf(place => !namesTrue(place) && others(place) > 0),
    noType: shareOf(place => mentions[place].types.size === 0),
    genesNamed: meanBy(place => mentions[place].genes.size),
    inCell: genesIn(cell => cell.highest),
    markers: genesIn(cell => cell.markers),
    repeated: shareOf(place => times.get(texts[place])! > 1),
    perplexity: likelihoods ? perplexity(likelihoods, bootstrap) : {value: null, interval: null},
  };
}

/** Of a text's genes, how many are known; a cell of which none is known says nothing. */
function countIn(genes: ReadonlySet<string>, known: ReadonlySet<string>) {
  if (known.size === 0) return {hits: 0, count: 0};
  return {hits: [...genes].filter(gene => known.has(gene)).length, count: genes.size};
}

function rate(
  groups: readonly {hits: number; count: number}[],
  bootstrap: BootstrapOptions,
): Estimate {
  const sum = (part: 'hits' | 'count') => groups.reduce((total, group) => total + group[part], 0);
  return toEstimate(sum('hits') / sum('count'), bootstrapRate(groups, bootstrap));
}

function perplexity(texts: readonly TextLikelihood[], bootstrap: BootstrapOptions): Estimate {
  const of = (draws: ArrayLike<number>) => {
    let [nats, tokens] = [0, 0];
    for (const [place, text] of texts.entries()) {
      nats += draws[place] * text.nats;
      tokens += draws[place] * text.tokens;
    }
    return Math.exp(nats / tokens);
  };
  const once = new Uint8Array(texts.length).fill(1);
  return toEstimate(of(once), bootstrapOf(texts.length, bootstrap, of));
}
