// Members of a model of models fitted anew to a part of their training sets, so that the other part is new to them.
import type {MatrixEngine} from '../../../engines/contract/matrix-engine.ts';
import type {TokenShard} from '../../../genes/tokens/token-shard.ts';
import {rowsOf} from '../../../stats/matrix-rows.ts';
import {rowsOfGenes, solveEase} from '../../baselines/ease.ts';
import {geneSetCounts, indexGenes} from '../../baselines/gene-index.ts';
import type {CompletionModel} from '../../kinds/completion-model.ts';
import type {EaseModel} from '../../kinds/ease.ts';

interface Member {
  name: string;
  model: CompletionModel;
}

/** Throws where a member's kind is trained step by step, which takes too long to be done again here. */
export function requireRefittable(members: readonly Member[]): void {
  const found = members.find(({model: {kind}}) => !(kind in REFITS));
  if (!found) return;
  throw new Error(
    `found the member ${found.name}, expected kinds that can be fitted anew without some training sets: ${Object.keys(REFITS).join(', ')}. Leave the member out, or leave clusters out of the inputs: the network is then fitted on validation sets.`,
  );
}

/** The members as this part of the training sets alone makes them, with the options that they were tuned to. */
export async function refitMembers(
  members: readonly Member[],
  training: TokenShard,
  engine: MatrixEngine,
): Promise<Member[]> {
  requireRefittable(members);
  const refitted: Member[] = [];
  for (const {name, model} of members) {
    refitted.push({name, model: await REFITS[model.kind](model, training, engine)});
  }
  return refitted;
}

type Refit = (
  model: CompletionModel,
  training: TokenShard,
  engine: MatrixEngine,
) => CompletionModel | Promise<CompletionModel>;

const onSets: Refit = (model, training) => ({...model, training}) as CompletionModel;

const REFITS: Record<string, Refit> = {
  'nearest-sets': onSets,
  'item-item': onSets,
  'co-occurrence': onSets,
  // Names are no training sets.
  'gene-names': model => model,
  ease: (model, training, engine) => refitEase(model as EaseModel, training, engine),
};

/** EASE of the same genes and λ. */
async function refitEase(
  model: EaseModel,
  training: TokenShard,
  engine: MatrixEngine,
): Promise<EaseModel> {
  const {genes, lambda, geneSets} = model;
  const index = indexGenes(training, geneSets.length);
  const gram = await engine.gramMatrix(rowsOfGenes(index, genes), genes.length);
  const weights = await solveEase(gram, genes.length, lambda, engine);
  return {
    ...model,
    weights: rowsOf(weights, genes.length),
    setCount: index.setCount,
    geneSets: geneSetCounts(index),
  };
}
