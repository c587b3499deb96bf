// How well each given gene fits the others: it is left out, the others are completed, and its place among all candidates
// is what the model makes of it.
import {shareOf} from '../../shared/answers/gene-functions.ts';
import {QuestionError} from '../../shared/answers/question-error.ts';
import {requireKnownGene} from '../../shared/answers/require-gene.ts';
import type {Step} from '../../shared/answers/step.ts';
import {ranksOf} from '../../shared/stats/score-order.ts';
import type {AskOf, FittedGene} from '../protocol.ts';
import type {Session} from './session.ts';

/** The genes that fit least first. `missing`: genes that the others are supposed to lack, as many as they are by default. */
export async function fitGenes(
  {model}: Session,
  {genes: names, missing}: AskOf<'fit'>,
  step: Step,
): Promise<FittedGene[]> {
  const read = model.read(names);
  requireKnownGene([read]);
  const {genes} = read;
  if (genes.length < 2) {
    throw new QuestionError(
      `found 1 gene that the model knows, ${genes[0].symbol}, expected two at least: each is compared with the others`,
    );
  }
  const fitted: FittedGene[] = [];
  for (const [i, {given, symbol, token}] of genes.entries()) {
    await step(i, genes.length);
    const others = Int32Array.from(genes.toSpliced(i, 1), gene => gene.token);
    const scored = model.score(others);
    const share = shareOf(others, model)(token);
    fitted.push({
      ...{given, symbol, name: model.geneNames[token]},
      rank: rankAmong(token, scored),
      of: model.symbols.length - 1 - others.length,
      chance: model.chance(share * (missing ?? others.length)),
    });
  }
  return fitted.sort((a, b) => b.rank - a.rank || a.chance - b.chance);
}

/** The network ranks the likeliest genes; all others stand below them, as the first method has them. */
function rankAmong(
  token: number,
  {genes, scores, lead}: {genes: Int32Array; scores: Float64Array; lead: Float64Array},
): number {
  const place = genes.indexOf(token);
  if (place >= 0) return ranksOf(scores, Int32Array.of(place))[0];
  const below = lead.slice();
  for (const gene of genes) below[gene] = Number.NEGATIVE_INFINITY;
  return genes.length + ranksOf(below, Int32Array.of(token))[0];
}
