// Completes sets by genes and by words with the best there is for either: a model that ranks by genes, and a GPT that
// reads the words.
import type {Completer} from '../completer.ts';
import {softmax} from '../to-probabilities.ts';

/** How much the words count beside the genes; chosen on validation sets (bench/names.ts). */
const WORD_WEIGHT = 0.4;
/** Keeps genes without a probability behind all others, in the order that the words give them. */
const LEAST = 1e-12;

/**
 * The model of the genes, which reads words through `reader`: P(g) ∝ P_genes(g) · (P_reader(g | genes, words) /
 * P_reader(g | genes))^0.4. The ratio is what the words say beyond the genes. Without genes the reader answers alone.
 * Disposing of it disposes of both.
 */
export function wordsBesideGenes(genes: Completer, reader: Completer): Completer {
  const {probabilitiesAbout: about} = reader;
  if (!genes.probabilities || !reader.probabilities || !about) {
    throw new Error('expected models with probabilities, the second of which reads words');
  }
  return {
    ...genes,
    description: `${genes.description}; words are read by a GPT (${reader.description})`,
    async probabilitiesAbout(prompts, words) {
      const read = await about(prompts, words);
      const [byGenes, unread] = [
        await genes.probabilities!(prompts),
        await reader.probabilities!(prompts),
      ];
      return prompts.map(({length}, i) =>
        length === 0 ? read[i] : weighWords(byGenes[i], read[i], unread[i]),
      );
    },
    dispose() {
      genes.dispose();
      reader.dispose();
    },
  };
}

function weighWords(byGenes: Float64Array, read: Float64Array, unread: Float64Array): Float64Array {
  const logs = new Float64Array(byGenes.length).fill(Number.NEGATIVE_INFINITY);
  for (let token = 0; token < logs.length; token++) {
    // A gene of the prompt, and the end token.
    if (read[token] === 0) continue;
    const said = Math.log(read[token] + LEAST) - Math.log(unread[token] + LEAST);
    logs[token] = Math.log(byGenes[token] + LEAST) + WORD_WEIGHT * said;
  }
  return softmax(logs);
}
