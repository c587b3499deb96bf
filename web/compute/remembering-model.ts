// A model that keeps its last scores: completing, explaining and enriching a list ask for the same ones.
import {GeneModel} from '../../run/geneglot.mjs';

type Scored = ReturnType<GeneModel['score']>;

/** Prompts whose scores are kept; each has V numbers for every method. */
const KEPT = 4;

export class RememberingModel extends GeneModel {
  private readonly kept = new Map<string, Scored>();

  override score(prompt: Int32Array): Scored {
    const key = prompt.join();
    const scored = this.kept.get(key) ?? super.score(prompt);
    this.kept.delete(key);
    this.kept.set(key, scored);
    const [oldest] = this.kept.keys();
    if (this.kept.size > KEPT) this.kept.delete(oldest);
    return scored;
  }
}
