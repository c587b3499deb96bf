// Functions of one gene, as `geneglot enrich --gene` answers.
import {functionsOf, readGene} from '../../shared/answers/gene-functions.ts';
import type {Step} from '../../shared/answers/step.ts';
import type {AskOf, GeneFunctions} from '../protocol.ts';
import type {Session} from './session.ts';

/** Groups of sets, as many as the command shows. */
const MOST = 20;

export async function describeGene(
  session: Session,
  {symbol, most = MOST, ...asked}: AskOf<'gene'>,
  step: Step,
): Promise<GeneFunctions> {
  const scope = session.scope(asked);
  const {space} = scope;
  const gene = readGene(symbol, space, 'gene');
  const opened = scope.open();
  const {libraries, notes} = opened;
  const asking = {model: session.model, space, step};
  const functions = await functionsOf(gene, opened, asking, {most, fold: true});
  return {...{gene, libraries, notes}, ...functions};
}
