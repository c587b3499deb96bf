// Opens a model of any kind for completing.
import {createCoOccurrence} from '../baselines/co-occurrence.ts';
import type {GeneRanker} from '../baselines/gene-ranker.ts';
import {createItemItem} from '../baselines/item-item.ts';
import {createNearestSets} from '../baselines/nearest-sets.ts';
import {createShareRanker} from '../baselines/popularity.ts';
import type {EngineChoice} from '../engines/load.ts';
import type {CompletionModel} from '../formats/completion-model.ts';
import type {Completer} from './completer.ts';
import {gptCompleter} from './gpt-completer.ts';
import {lookupCompleter} from './lookup-completer.ts';
import {mixtureCompleter} from './mixture-completer.ts';

export interface OpenOptions {
  /** Engine of models that compute with one. */
  engine: EngineChoice;
}

/** The model ready to complete; the caller disposes of it. */
export async function openCompleter(
  model: CompletionModel,
  {engine}: OpenOptions,
): Promise<Completer> {
  if (model.kind === 'gpt') return gptCompleter(model, engine);
  if (model.kind === 'popularity') {
    const shares = Float64Array.from(model.geneSets, sets => sets / model.setCount);
    return lookup('popularity', createShareRanker(shares), shares.length);
  }
  const {training, vocabSize} = model;
  switch (model.kind) {
    case 'co-occurrence': {
      const {smoothing} = model.options;
      const ranker = createCoOccurrence(training, vocabSize, {smoothing});
      return lookup(`co-occurrence, smoothing ${smoothing}`, ranker, vocabSize);
    }
    case 'item-item':
      return lookup('item–item cosine', createItemItem(training, vocabSize), vocabSize);
    case 'nearest-sets': {
      const {power, idf} = model.options;
      const ranker = createNearestSets(training, vocabSize, {power, idf});
      return lookup(
        `nearest sets, ${idf ? 'idf-weighted ' : ''}cosine to the power ${power}`,
        ranker,
        vocabSize,
      );
    }
    case 'mixture': {
      const members: Completer[] = [];
      for (const member of model.members) members.push(await openCompleter(member.model, {engine}));
      return mixtureCompleter(model, members);
    }
  }
}

/** A ranker whose scores are never negative. */
function lookup(description: string, ranker: GeneRanker, vocabSize: number): Completer {
  return lookupCompleter(ranker, {description, vocabSize, votes: true});
}
