// Checks of what enters a set encoder in the core: it trusts its input, so a wrong gene must be caught here.
import {POOLINGS, type SetBatch, type SetEncoderConfig} from './contract/set-encoder.ts';

/** As core/src/parameters.hpp. */
const MAX_LAYERS = 128;

/** Throws unless a set encoder of this shape can be made. */
export function validateSetEncoderConfig(config: SetEncoderConfig): void {
  const {nEmbd, nHead, nLayer, pooling, dropout} = config;
  for (const field of ['vocabSize', 'nEmbd', 'nHead'] as const) {
    if (!Number.isInteger(config[field]) || config[field] < 1) {
      throw new RangeError(`config.${field} is ${config[field]}: expected a positive integer`);
    }
  }
  if (!Number.isInteger(nLayer) || nLayer < 0 || nLayer > MAX_LAYERS) {
    throw new RangeError(`config.nLayer is ${nLayer}: expected an integer in 0 … ${MAX_LAYERS}`);
  }
  if (!POOLINGS.includes(pooling)) {
    throw new RangeError(`config.pooling is ${pooling}: expected ${POOLINGS.join(', ')}`);
  }
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

/** Throws unless every set of the batch is one the model can take. */
export function validateSetBatch(batch: SetBatch, config: SetEncoderConfig): void {
  const {visible, targets, weights, excludeVisible} = batch;
  if (visible.length === 0) throw new RangeError('the batch has no sets: expected at least one');
  if (targets.length !== visible.length) {
    throw new RangeError(
      `batch.targets has ${targets.length} sets: expected ${visible.length}, as batch.visible`,
    );
  }
  validateSets(visible, config, 'batch.visible of set');
  validateSets(targets, config, 'batch.targets of set');
  if (weights) validateWeights(weights, visible.length);
  if (!excludeVisible) return;
  visible.forEach((genes, b) => {
    const seen = new Set(genes);
    const shared = targets[b].find(gene => seen.has(gene));
    if (shared === undefined) return;
    throw new RangeError(
      `set ${b} has gene ${shared} both visible and as a target: visible genes are excluded from the loss`,
    );
  });
}

/** Throws unless every set is an Int32Array of tokens. */
export function validateSets(
  sets: readonly Int32Array[],
  {vocabSize: V}: SetEncoderConfig,
  name: string,
): void {
  sets.forEach((genes, i) => {
    if (!(genes instanceof Int32Array)) throw new TypeError(`${name} ${i} is not an Int32Array`);
    for (let j = 0; j < genes.length; j++) {
      if (genes[j] >= 0 && genes[j] < V) continue;
      throw new RangeError(
        `${name} ${i} has ${genes[j]} at ${j}: expected 0 … ${V - 1} (vocabSize ${V})`,
      );
    }
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
