// Genes that a list lacks, and what it is most like.
import type {GeneModel} from '../../run/geneglot.mjs';
import type {CompletionAbout} from '../../shared/answers/complete-about.ts';
import {requireKnownGene} from '../../shared/answers/require-gene.ts';
import type {Step} from '../../shared/answers/step.ts';
import {nameWords} from '../../shared/genes/tokens/name-words.ts';
import {topIndices} from '../../shared/stats/score-order.ts';
import type {AskOf, Completed, ReadWords, SuggestedSet} from '../protocol.ts';
import {nearestSets} from './nearest-sets.ts';
import type {Session} from './session.ts';

/** Sets named behind each suggestion. */
const SUPPORT = 3;
const TOP = 20;

export function completeList(
  session: Session,
  {genes: names, about: text = '', missing, top = TOP}: AskOf<'complete'>,
): Completed {
  const {model} = session;
  const about = readWords(session, text);
  const options = {top, missing, support: SUPPORT};
  const completion: CompletionAbout =
    about && about.known.length > 0
      ? session.readWords().complete(names, about.known, options)
      : model.complete(names, options);
  if (names.length > 0 || !about) requireKnownGene([completion]);
  const {genes, leftOut, suggested} = completion;
  const tokens = genes.map(({token}) => token);
  const {tested} = session.scope({}).open();
  const [nearest = null] = nearestSets(tested, tokens, 1);
  const named =
    tokens.length === 0 ? undefined : lookupNames(model, Int32Array.from(tokens), suggested.length);
  return {
    ...{genes, leftOut, about, missing: completion.missing},
    nearest,
    suggestions: suggested.map(gene => ({
      ...gene,
      byModels: named !== undefined && !named.has(gene.symbol),
    })),
    calibration: model.about.model.calibration,
  };
}

/** Words, where there are any, parted by whether names of known sets hold them. */
function readWords(session: Session, text: string): ReadWords | null {
  const words = nameWords(text);
  if (words.length === 0) return null;
  const isKnown = (word: string) => session.readWords().reader.knows(word);
  return {
    known: words.filter(isKnown),
    unknown: [...new Set(words.filter(word => !isKnown(word)))],
  };
}

/** The first genes by the votes of the nearest training sets alone; undefined where no method is that lookup. */
function lookupNames(model: GeneModel, prompt: Int32Array, count: number): Set<string> | undefined {
  const lookup = model.about.model.members.findIndex(({kind}) => kind === 'nearest-sets');
  if (lookup < 0) return undefined;
  const best = topIndices(model.score(prompt).methods[lookup], count);
  return new Set(Array.from(best, token => model.symbols[token]));
}

/** Completes each set as `geneglot complete --file sets.gmt` does. */
export async function completeSets(
  {model}: Session,
  {sets, top = TOP}: AskOf<'complete-sets'>,
  step: Step,
): Promise<SuggestedSet[]> {
  const completed: SuggestedSet[] = [];
  for (const [i, {name, genes: names}] of sets.entries()) {
    await step(i, sets.length);
    const {genes, leftOut, suggested} = model.complete(names, {top, support: 0});
    completed.push({
      ...{name, genes, leftOut},
      suggested: suggested.map(({symbol, chance}) => ({symbol, chance})),
    });
  }
  requireKnownGene(completed);
  return completed;
}
