// Example sets: what the model saw, what was hidden, and what it named, with the hits marked.
import type {SetScore} from '../scores/score-results.ts';
import {type Html, html} from '../text/html.ts';
import {countText, percentText, pValueText, scoreText} from '../text/number-text.ts';
import type {TwinRow} from './leakage-tables.ts';

export interface ExampleCompletion {
  library: string;
  name: string;
  promptGenes: readonly string[];
  heldOutGenes: readonly string[];
  generatedGenes: readonly string[];
  /** Chance stated for each, 0..1; empty where none was. */
  generatedChances: readonly number[];
  /** The training set most like the whole set. */
  twin?: Pick<TwinRow, 'twinName' | 'twinLibrary' | 'jaccard'>;
}

/** Genes written out of a list; the rest is counted. */
const MOST_GENES = 60;

/** One card: the set's name, its scores, and three lists of genes. */
export function exampleCard(
  completion: ExampleCompletion,
  score: SetScore,
  significance: number,
): Html {
  const {library, name, promptGenes, heldOutGenes, generatedGenes, generatedChances} = completion;
  const heldOut = new Set(heldOutGenes);
  const generated = new Set(generatedGenes);
  // Long lists are cut: what was found must stay in sight.
  const foundFirst = heldOutGenes.toSorted(
    (a, b) => Number(generated.has(b)) - Number(generated.has(a)),
  );
  const verdict = score.qValue <= significance ? 'significant' : 'not significant';
  return html`<article class="example">
    <h3>${name}</h3>
    <p class="facts"><span>${library}</span>
      <span><b>${countText(score.hits)}</b> of ${countText(score.heldOut)} hidden genes found among ${countText(score.generated)} named</span>
      <span>p = ${pValueText(score.log10PValue)}, ${verdict}</span>
      <span>average precision ${scoreText(score.averagePrecision)}</span>
      ${twinFact(completion, score)}</p>
    <dl>
      ${geneList('shown', promptGenes, () => false)}
      ${geneList('hidden', foundFirst, gene => generated.has(gene))}
      ${geneList('named', generatedGenes, gene => heldOut.has(gene), generatedChances)}
    </dl></article>`;
}

function twinFact({twin}: ExampleCompletion, {maxJaccard}: SetScore): Html {
  if (!twin?.twinName) return html`<span>Jaccard to training ${shortText(maxJaccard)}</span>`;
  return html`<span>nearest training set: ${twin.twinName} (${twin.twinLibrary}), Jaccard ${shortText(twin.jaccard)}</span>`;
}

function shortText(share: number): string {
  return share.toFixed(2).replace(/^0/, '');
}

function geneList(
  title: string,
  genes: readonly string[],
  isHit: (gene: string) => boolean,
  chances: readonly number[] = [],
): Html {
  const left = genes.length - MOST_GENES;
  const items = genes.slice(0, MOST_GENES).map((gene, i) => {
    const chance =
      chances[i] !== undefined && html`&nbsp;<small>${percentText(chances[i])}</small>`;
    return isHit(gene)
      ? html`<mark>${gene}${chance}</mark> `
      : html`<span>${gene}${chance}</span> `;
  });
  const rest = left > 0 && html`<em>and ${countText(left)} more</em>`;
  return html`<dt>${title} <small>${countText(genes.length)}</small></dt>
    <dd>${genes.length === 0 ? html`<em>none</em>` : [...items, rest]}</dd>`;
}
