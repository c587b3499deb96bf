// Genes by number, so that given genes, own sets and backgrounds can hold genes that the model does not know.
import type {GeneModel, LeftOutGene, ReadGene} from '../../run/geneglot.mjs';
import type {ReadNames} from './require-gene.ts';

/** The model's tokens, and after them approved genes that only names from outside mean. */
export class GeneSpace {
  readonly symbols: string[];
  private readonly model: GeneModel;
  private readonly places = new Map<string, number>();

  constructor(model: GeneModel) {
    this.model = model;
    this.symbols = [...model.symbols];
  }

  /** Reads names as the pipeline does; those that are unknown or ambiguous are left out. */
  read(names: Iterable<string>): ReadNames {
    const {genes, leftOut} = this.model.read(names);
    const isBeyond = ({reason}: LeftOutGene) => reason === 'not in the vocabulary';
    const beyond = new Map<number, ReadGene>();
    for (const {given, candidates} of leftOut.filter(isBeyond)) {
      const token = this.place(candidates[0]);
      if (!beyond.has(token)) {
        beyond.set(token, {given, symbol: candidates[0], token, how: 'as given'});
      }
    }
    return {
      genes: [...genes, ...beyond.values()],
      leftOut: leftOut.filter(gene => !isBeyond(gene)),
    };
  }

  /** Whether the model knows the gene of this place. */
  isKnown(place: number): boolean {
    return place < this.model.symbols.length;
  }

  private place(symbol: string): number {
    const known = this.places.get(symbol);
    if (known !== undefined) return known;
    const place = this.symbols.push(symbol) - 1;
    this.places.set(symbol, place);
    return place;
  }
}
