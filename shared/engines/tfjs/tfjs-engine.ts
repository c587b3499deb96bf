// The engine's face over TensorFlow.js, whichever backend it computes on.
import type {Engine, GptConfig, GptModel, ModelOptions} from '../contract/engine.ts';
import type {KeptSets, TokenRows} from '../contract/kept-sets.ts';
import type {BinaryRows, DenseMatrix, WeightedRows} from '../contract/matrix-engine.ts';
import type {RankedGenes, RankNetwork} from '../contract/rank-network.ts';
import type {Backend} from './backend.ts';
import {keepSetsAsRows} from './kept-sets.ts';
import {countPairs, invertBySweeps, multiplyByRows, multiplyTensors} from './matrices.ts';
import {rankGradient, rankScores} from './ranks.ts';
import {TfjsGptModel} from './tfjs-model.ts';

export class TfjsEngine implements Engine {
  readonly name = 'tfjs';
  readonly description: string;
  readonly threads: number;
  private readonly backend: Backend;

  constructor(backend: Backend) {
    const {tf, description, threads} = backend;
    this.backend = backend;
    this.description = `TensorFlow.js ${tf.version_core}, ${description}`;
    this.threads = threads;
  }

  createModel(config: GptConfig, options: ModelOptions): GptModel {
    return new TfjsGptModel(config, options, this.backend);
  }

  async gramMatrix(rows: BinaryRows, columns: number): Promise<Float32Array> {
    return countPairs(rows, columns);
  }

  async invertPositiveDefinite(matrix: Float32Array, n: number): Promise<Float32Array> {
    return invertBySweeps(matrix, n);
  }

  multiply(A: DenseMatrix, B: DenseMatrix, transposed?: boolean): Promise<DenseMatrix> {
    return multiplyTensors(this.backend.tf, A, B, transposed);
  }

  async multiplyByGram(A: WeightedRows, X: DenseMatrix): Promise<DenseMatrix> {
    return multiplyByRows(A, X);
  }

  rankGradient(network: RankNetwork, cases: readonly RankedGenes[]): Promise<Float32Array> {
    return rankGradient(this.backend.tf, network, cases);
  }

  rankScores(network: RankNetwork, features: Float32Array): Promise<Float32Array> {
    return rankScores(this.backend.tf, network, features);
  }

  async keepSets(sets: TokenRows, vocabSize: number): Promise<KeptSets> {
    return keepSetsAsRows(sets, vocabSize);
  }
}
