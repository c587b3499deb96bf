// Embeds cells by a set encoder of genes: a bag of genes has no order, so an embedding depends on the cell's genes alone.
import {type CellBatch, cellCount} from '../../cells/cell-matrix.ts';
import type {Embedder} from '../../cells/embeddings/embed-matrix.ts';
import type {EngineChoice} from '../../engines/load.ts';
import {geneTokens, type Vocabulary} from '../../genes/tokens/vocabulary.ts';
import type {CompletionModel} from '../kinds/completion-model.ts';
import {requireModelOf, toTokens} from './impute-with-completer.ts';
import {openSetEncoder} from './set-encoder-completer.ts';

export interface CellSetEmbedder extends Embedder {
  /** The engine and why it is this one. */
  description: string;
  dispose(): void;
}

/** Opens the model for cells over the genes `symbols`. Fails for a model that is no set encoder. */
export async function openCellSetEmbedder(
  stored: CompletionModel,
  vocabulary: Vocabulary,
  symbols: readonly string[],
  engine: EngineChoice,
): Promise<CellSetEmbedder> {
  if (stored.kind !== 'set-encoder') {
    throw new Error(
      `The model is of the kind ${stored.kind}; expected set-encoder. Connect the model of a train-set-encoder.`,
    );
  }
  const tokens = geneTokens(vocabulary);
  requireModelOf(tokens.size + 1, stored.config.vocabSize);
  const tokenOf = Int32Array.from(symbols, symbol => tokens.get(symbol) ?? -1);
  const {model, description} = await openSetEncoder(stored, engine);
  return {
    description,
    dimensions: stored.config.nEmbd,
    embed: batch => model.embed(toSets(batch, tokenOf)),
    dispose: () => model.dispose(),
  };
}

/** Tokens of each cell. */
function toSets({offsets, genes}: CellBatch, tokenOf: Int32Array): Int32Array[] {
  return Array.from({length: cellCount({offsets})}, (_, row) =>
    toTokens(genes.subarray(offsets[row], offsets[row + 1]), tokenOf),
  );
}
