// Opens a model of any kind for completing.
import {createNearestSets} from '../baselines/nearest-sets.ts';
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
  switch (model.kind) {
    case 'gpt':
      return gptCompleter(model, engine);
    case 'nearest-sets': {
      const {training, vocabSize, options} = model;
      const ranker = createNearestSets(training, vocabSize, options);
      return lookupCompleter(ranker, {description: 'nearest sets', vocabSize, votes: true});
    }
    case 'mixture': {
      const members: Completer[] = [];
      for (const member of model.members) members.push(await openCompleter(member.model, {engine}));
      return mixtureCompleter(model, members);
    }
  }
}
