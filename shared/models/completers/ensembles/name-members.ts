// Names of a model's members: their folders, and what the log calls them.
import type {CompletionModel} from '../../kinds/completion-model.ts';

/** Members by their kind, numbered, as a kind may come twice. */
export function nameMembers(models: CompletionModel[]): {name: string; model: CompletionModel}[] {
  return models.map((model, i) => ({name: `${i + 1}-${model.kind}`, model}));
}
