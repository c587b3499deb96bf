// Sets kept in a compiled core: checks input, queues calls, and writes the arrays that core/src/lookup/lookup-api.cpp reads.
import {CallQueue} from './call-queue.ts';
import type {KeptSets, TokenRows, VoteRule} from './contract/kept-sets.ts';
import type {Core, CoreModel, CoreRequest} from './core.ts';
import {joinInts, output} from './requests.ts';
import {setInts} from './set-requests.ts';
import {takeTokenRows, takeVoteRule} from './validation/validate-kept-sets.ts';
import {requireProduct} from './validation/validate-numbers.ts';
import {takeSets} from './validation/validate-sets.ts';

/** Prompts of one call into the core, so that a hundred thousand of them need no second copy of their rows. */
const GROUP = 64;

/** A copy of the sets in the core, ready to vote. */
export async function keepSetsInCore(
  core: Core,
  sets: TokenRows,
  vocabSize: number,
): Promise<KeptSets> {
  const {offsets, tokens} = takeTokenRows(sets, vocabSize);
  const setCount = offsets.length - 1;
  const model = core.createModel(lookupShape(vocabSize, setCount, tokens.length), 0, false);
  await model.run(keepSetsRequest(offsets, tokens));
  return new CoreKeptSets(model, {setCount, vocabSize});
}

class CoreKeptSets implements KeptSets {
  private readonly model: CoreModel;
  private readonly extent: {setCount: number; vocabSize: number};
  private readonly calls = new CallQueue();

  constructor(model: CoreModel, extent: {setCount: number; vocabSize: number}) {
    this.model = model;
    this.extent = extent;
  }

  async castVotes(given: readonly Int32Array[], wanted: VoteRule): Promise<Float64Array[]> {
    const {vocabSize} = this.extent;
    const prompts = takeSets(given, this.extent, 'prompt');
    const rule = takeVoteRule(wanted, this.extent);
    requireProduct({prompts: Math.min(prompts.length, GROUP), vocabSize});
    const rows: Float64Array[] = [];
    for (let first = 0; first < prompts.length; first += GROUP) {
      const request = castVotesRequest(prompts.slice(first, first + GROUP), rule, vocabSize);
      const {scalars} = await this.calls.run(() => this.model.run(request));
      for (let at = 0; at < scalars.length; at += vocabSize) {
        rows.push(scalars.subarray(at, at + vocabSize));
      }
    }
    return rows;
  }

  dispose(): void {
    this.calls.dispose(() => this.model.dispose());
  }
}

/** V, S, memberships. */
export function lookupShape(vocabSize: number, setCount: number, memberships: number) {
  const numbers = Int32Array.of(vocabSize, setCount, memberships);
  return {architecture: 'lookup', numbers, dropout: 0} as const;
}

/** Offsets and tokens of the sets. */
export function keepSetsRequest(offsets: Int32Array, tokens: Int32Array): CoreRequest {
  return {
    operation: 'keepSets',
    ints: joinInts(offsets, tokens),
    floats: new Float32Array(0),
    scalars: new Float64Array(0),
    ...output({}),
  };
}

/** Prompts; weights, and for cosines norms and power as scalars. Out: scores (B, V). */
export function castVotesRequest(
  prompts: readonly Int32Array[],
  {weights, cosine}: VoteRule,
  vocabSize: number,
): CoreRequest {
  const {norms = [], power} = cosine ?? {};
  const scalars = new Float64Array(weights.length + norms.length + (cosine ? 1 : 0));
  scalars.set(weights);
  scalars.set(norms, weights.length);
  if (power !== undefined) scalars[scalars.length - 1] = power;
  return {
    operation: 'castVotes',
    ints: joinInts(...setInts(prompts)),
    floats: new Float32Array(0),
    scalars,
    ...output({scalarsOut: prompts.length * vocabSize}),
  };
}
