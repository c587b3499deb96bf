// Takes what enters a set encoder in the core: copies it, since a call may wait for its turn while the caller reuses its
// arrays, and checks the copy. The core trusts its input, so a wrong gene must be caught here.
import {
  POOLINGS,
  SET_LOSSES,
  type SetBatch,
  type SetEncoderConfig,
  type SetLoss,
} from '../contract/set-encoder.ts';
import {MAX_LAYERS, MAX_VOCABULARY, MAX_WIDTH} from './validate.ts';
import {copyArray, LARGEST_COUNT, requireInteger, requireOneOf} from './validate-numbers.ts';

/** Throws unless a set encoder of this shape can be made. */
export function validateSetEncoderConfig(config: SetEncoderConfig): void {
  const {vocabSize, nEmbd, nHead, nLayer, pooling, dropout} = config;
  requireInteger(vocabSize, 'config.vocabSize', 1, MAX_VOCABULARY);
  requireInteger(nEmbd, 'config.nEmbd', 1, MAX_WIDTH);
  requireInteger(nHead, 'config.nHead', 1, MAX_WIDTH);
  requireInteger(nLayer, 'config.nLayer', 0, MAX_LAYERS);
  requireOneOf(pooling, POOLINGS, 'config.pooling');
  if (nEmbd % nHead !== 0) {
    throw new RangeError(
      `config.nEmbd is ${nEmbd}, not a multiple of nHead ${nHead}: choose e.g. ${nHead * Math.ceil(nEmbd / nHead)}`,
    );
  }
  if (pooling !== 'attention' && nHead !== 1) {
    throw new RangeError(
      `config.nHead is ${nHead} with ${pooling} pooling: only attention has several heads, expected 1`,
    );
  }
  if (!(dropout >= 0 && dropout < 1)) {
    throw new RangeError(`config.dropout is ${dropout}: expected 0 ≤ dropout < 1`);
  }
}

/** Throws unless the loss is one of the contract's. */
export function validateSetLoss(loss: SetLoss): void {
  requireOneOf(loss, SET_LOSSES, 'loss');
}

/** Throws unless a batch may have so many sets with so many visible genes together. */
export function validateSetExtent(sets: number, genes: number): void {
  requireInteger(sets, 'sets', 1);
  requireInteger(genes, 'genes', 0);
}

/** A copy of the batch; throws unless every set is one the model can take. */
export function takeSetBatch(batch: SetBatch, config: SetEncoderConfig): SetBatch {
  const {excludeVisible} = batch;
  if (batch.visible.length === 0) {
    throw new RangeError('the batch has no sets: expected at least one');
  }
  if (batch.targets.length !== batch.visible.length) {
    throw new RangeError(
      `batch.targets has ${batch.targets.length} sets: expected ${batch.visible.length}, as batch.visible`,
    );
  }
  const visible = takeSets(batch.visible, config, 'batch.visible of set');
  const targets = takeSets(batch.targets, config, 'batch.targets of set');
  if (excludeVisible) requireSeparate(visible, targets);
  if (!batch.weights) return {visible, targets, excludeVisible};
  const weights = copyArray(batch.weights, 'Float32Array', 'batch.weights');
  validateWeights(weights, visible.length);
  return {visible, targets, excludeVisible, weights};
}

/** Copies of the sets; throws unless each is an Int32Array of tokens. */
export function takeSets(
  sets: readonly Int32Array[],
  {vocabSize: V}: Pick<SetEncoderConfig, 'vocabSize'>,
  name: string,
): Int32Array[] {
  let total = 0;
  return sets.map((given, i) => {
    const genes = copyArray(given, 'Int32Array', `${name} ${i}`);
    const wrong = genes.findIndex(gene => gene < 0 || gene >= V);
    if (wrong >= 0) {
      throw new RangeError(
        `${name} ${i} has ${genes[wrong]} at ${wrong}: expected 0 … ${V - 1} (vocabSize ${V})`,
      );
    }
    total += genes.length;
    if (total > LARGEST_COUNT) {
      throw new RangeError(`${name} ${i} ends at gene ${total}: expected at most ${LARGEST_COUNT}`);
    }
    return genes;
  });
}

function requireSeparate(visible: readonly Int32Array[], targets: readonly Int32Array[]): void {
  visible.forEach((genes, b) => {
    const seen = new Set(genes);
    const shared = targets[b].find(gene => seen.has(gene));
    if (shared === undefined) return;
    throw new RangeError(
      `set ${b} has gene ${shared} both visible and as a target: visible genes are excluded from the loss`,
    );
  });
}

/** Throws unless at least one set of the batches counts in the loss. */
export function requireTargetSets(batches: SetBatch[]): void {
  const counts = ({targets, weights}: SetBatch) =>
    targets.some(({length}, b) => length > 0 && (weights?.[b] ?? 1) > 0);
  if (!batches.some(counts)) {
    throw new RangeError('no set predicts anything: every set is without targets or has weight 0');
  }
}

function validateWeights(weights: Float32Array, B: number): void {
  if (weights.length !== B) {
    throw new RangeError(`batch.weights has ${weights.length} entries: expected ${B}`);
  }
  weights.forEach((weight, b) => {
    if (weight >= 0 && Number.isFinite(weight)) return;
    throw new RangeError(`batch.weights[${b}] is ${weight}: expected a number of 0 or more`);
  });
}
