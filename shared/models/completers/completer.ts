// What any trained model offers to whoever completes gene sets with it, whichever kind it is.

/** Genes sampled for a set by a model that ends sets by itself. */
export interface GenerateOptions {
  temperature: number;
  topK: number;
  topP: number;
  /** Most genes for each set. Same length as the sets. */
  maxNewGenes: Int32Array;
  /** Whether the model may end a set before that. */
  endsSets: boolean;
  seed: number;
  onProgress?: (done: number) => void;
}

/** A model ready to complete. Tokens are those of the vocabulary it was trained with; token 0 is the end token. */
export interface Completer {
  /** The engine and why, or the method: one line for the log. */
  readonly description: string;
  readonly vocabSize: number;
  /**
   * Scores of every token for each prompt of distinct tokens, higher more likely to belong to the set; −Infinity for
   * the prompt's genes and the end token. One row of shape (V) a prompt.
   */
  rank(prompts: Int32Array[]): Promise<Float64Array[]>;
  /**
   * Probabilities of every token to be the next gene, each row summing to 1 over the candidates, where the method
   * has such a reading; models are mixed by it.
   */
  probabilities?(prompts: Int32Array[]): Promise<Float64Array[]>;
  /** The scores of `rank` are non-negative, and `probabilities` are their shares. */
  readonly votes?: boolean;
  /**
   * Calibrated chance, 0..1, that a gene is one of the hidden genes of the set behind a prompt, by the hits that its
   * probability promises: probability × hidden genes. Where it was fitted on sets that the model did not see.
   */
  chanceOf?(hits: number): number;
  /**
   * As probabilities, for genes of a set whose name is known too: it has these words, tokens of the vocabulary. Prompts may
   * be empty. Where the model reads names: a GPT.
   */
  probabilitiesAbout?(prompts: Int32Array[], words: readonly number[]): Promise<Float64Array[]>;
  /** Writes genes one after another, each given those before, up to a number or until the model ends the set: a GPT. */
  generate?(
    sets: {setId: number; promptGenes: Int32Array}[],
    options: GenerateOptions,
  ): Promise<Int32Array[]>;
  /** A vector for each set, near for sets that the model finds alike, where it has such vectors. Row-major. */
  embed?(sets: readonly Int32Array[]): Promise<Float32Array>;
  dispose(): void;
}
