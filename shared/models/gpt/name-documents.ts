// Names in the training of a GPT: before the genes of sets, before single genes, and behind genes, where they are written.
import type {TokenShard} from '../../genes/tokens/token-shard.ts';
import type {Random} from '../../stats/random.ts';
import {createRandom} from '../../stats/random.ts';
import {type Document, drawBetween, responseDocument, type Shares} from './documents.ts';
import {shuffledGenes} from './packing.ts';

export interface Naming {
  /** The token that opens a name, and closes one that is written. */
  nameToken: number;
  endToken: number;
  /** Words of each gene's name, by token; empty where none is known. */
  geneNames: readonly (readonly number[])[];
}

export interface NameDocumentOptions {
  /** T, most tokens of a document. */
  blockSize: number;
  seed: number;
  epoch: number;
}

/** Share of documents that are about a single gene. */
const GENE_SHARE = 0.3;
/** Share of its genes that a set shows before its name: a list to be named may be whole or a beginning. */
const SHOWN: Shares = [0.1, 1];
/** Most genes before a name; what a list is about shows in these. */
const MOST_GENES = 64;
/** Stream of the random numbers, beside that of the gene sets. */
const NAME_STREAM = 0x3a11;

/** The name of a set in words, opened by its token; empty where it has none, or one that leaves no half of T to genes. */
export function nameOf(
  {names}: TokenShard,
  row: number,
  {nameToken}: Naming,
  blockSize: number,
): number[] {
  if (!names) return [];
  const words = names.tokens.subarray(names.offsets[row], names.offsets[row + 1]);
  return words.length > 0 && words.length < blockSize / 2 ? [nameToken, ...words] : [];
}

/** A document in which a gene follows its name, for one of the genes that have one. */
export function namedGeneDocument(naming: Naming, named: Int32Array, random: Random): Document {
  const gene = named[random.int(named.length)];
  const {nameToken, endToken, geneNames} = naming;
  return responseDocument([nameToken, ...geneNames[gene], endToken], [gene]);
}

/** The tokens of genes that have a name, one that leaves room in T for what stands around it. */
export function genesWithNames({geneNames}: Naming, blockSize: number): Int32Array {
  return Int32Array.from(geneNames.keys()).filter(
    gene => geneNames[gene].length > 0 && geneNames[gene].length <= blockSize - 3,
  );
}

/** Genes and then their name: of every set that has one, in random order, and of single genes between them. */
export function* nameDocuments(
  shard: TokenShard,
  naming: Naming,
  {blockSize, seed, epoch}: NameDocumentOptions,
): Generator<Document> {
  const random = createRandom(seed, epoch, NAME_STREAM);
  const named = genesWithNames(naming, blockSize);
  for (const row of random.shuffle(Int32Array.from(shard.setIds.keys()))) {
    const name = nameOf(shard, row, naming, blockSize);
    if (name.length > 0) {
      const genes = shuffledGenes(shard, row, random);
      const shown = Math.ceil(genes.length * drawBetween(SHOWN, random));
      const most = Math.min(shown, MOST_GENES, blockSize - name.length - 1);
      yield writtenName([...genes.subarray(0, most)], name, naming);
    }
    if (named.length > 0 && random.next() < GENE_SHARE) {
      const gene = named[random.int(named.length)];
      yield writtenName([gene], [naming.nameToken, ...naming.geneNames[gene]], naming);
    }
  }
}

/** The token that opens the name closes it as well, so that words compete with no gene. */
function writtenName(genes: number[], [opening, ...words]: number[], {endToken}: Naming): Document {
  return responseDocument([endToken, ...genes, opening], [...words, opening]);
}
