// Opens a model of any kind for completing.

import {type EngineChoice, loadEngine} from '../../engines/load.ts';
import {createCoOccurrence} from '../baselines/co-occurrence.ts';
import {createEaseRanker} from '../baselines/ease.ts';
import {createGeneNames} from '../baselines/gene-names.ts';
import type {GeneRanker} from '../baselines/gene-ranker.ts';
import {createItemItem} from '../baselines/item-item.ts';
import {createNearestSets} from '../baselines/nearest-sets.ts';
import {createShareRanker} from '../baselines/popularity.ts';
import type {CompletionModel} from '../kinds/completion-model.ts';
import type {EaseModel} from '../kinds/ease.ts';
import type {GeneNamesModel} from '../kinds/gene-names.ts';
import type {PopularityModel} from '../kinds/popularity.ts';
import type {Completer} from './completer.ts';
import {mixtureCompleter} from './ensembles/mixture-completer.ts';
import {stackCompleter} from './ensembles/stack-completer.ts';
import {gptCompleter} from './gpt-completer.ts';
import {lookupCompleter} from './lookup-completer.ts';
import {setEncoderCompleter} from './set-encoder-completer.ts';

export interface OpenOptions {
  /** Engine of models that compute with one: all but popularity and EASE. */
  engine: EngineChoice;
}

/** The model ready to complete; the caller disposes of it. */
export async function openCompleter(
  model: CompletionModel,
  {engine}: OpenOptions,
): Promise<Completer> {
  const openEngine = async () => (await loadEngine(engine)).engine;
  switch (model.kind) {
    case 'gpt':
      return gptCompleter(model, engine);
    case 'popularity':
      return votes('popularity', createShareRanker(sharesOf(model)), model.geneSets.length);
    case 'co-occurrence': {
      const {training, vocabSize, options} = model;
      const ranker = await createCoOccurrence(training, vocabSize, options, await openEngine());
      return votes(`co-occurrence, smoothing ${options.smoothing}`, ranker, vocabSize);
    }
    case 'item-item':
      return votes(
        'item–item cosine',
        await createItemItem(model.training, model.vocabSize, await openEngine()),
        model.vocabSize,
      );
    case 'gene-names':
      return votes(
        'words of gene names',
        await createGeneNames(model.words, sharesOf(model), await openEngine()),
        model.vocabSize,
      );
    case 'set-encoder':
      return setEncoderCompleter(model, engine);
    case 'nearest-sets': {
      const {training, vocabSize, options} = model;
      const ranker = await createNearestSets(training, vocabSize, options, await openEngine());
      const cosine = options.idf ? 'idf-weighted cosine' : 'cosine';
      return votes(`nearest sets, ${cosine} to the power ${options.power}`, ranker, vocabSize);
    }
    case 'mixture':
      return mixtureCompleter(model, await openMembers(model.members, {engine}));
    case 'stack':
      return stackCompleter(model, await openMembers(model.members, {engine}), await openEngine());
    case 'ease':
      // Weights may be negative, so their sums are no votes.
      return lookupCompleter(createEaseRanker(model, sharesOf(model)), {
        description: `EASE, lambda ${model.lambda}, weights for ${model.genes.length} genes`,
        vocabSize: model.geneSets.length,
        votes: false,
      });
  }
}

/** All of them, in their order; the caller disposes of them. */
export async function openMembers(
  members: readonly {model: CompletionModel}[],
  {engine}: OpenOptions,
): Promise<Completer[]> {
  const completers: Completer[] = [];
  for (const {model} of members) completers.push(await openCompleter(model, {engine}));
  return completers;
}

function votes(description: string, ranker: GeneRanker, vocabSize: number): Completer {
  return lookupCompleter(ranker, {description, vocabSize, votes: true});
}

/** Popularity of every token, 0..1. Shape (V). */
function sharesOf({
  geneSets,
  setCount,
}: PopularityModel | EaseModel | GeneNamesModel): Float64Array {
  return Float64Array.from(geneSets, sets => sets / Math.max(1, setCount));
}
