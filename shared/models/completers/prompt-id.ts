// How a prompt is called outside: what another program is asked, and what it answers, meet by this name.
import type {Round} from './list-questions.ts';
import {type GeneTokens, type PartedSet, partSets} from './part-sets.ts';

/** A set as a round shows it. */
interface Prompt {
  id: string;
  round: Round;
  set: PartedSet;
}

/** The prompts of all rounds, in their order. */
export function listPrompts(rounds: readonly Round[], tokens: GeneTokens): Prompt[] {
  return rounds.flatMap(round =>
    partSets(round.sets, tokens, round.protocol, round.seed).map(set => ({
      ...{id: promptId(round, set.setId), round, set},
    })),
  );
}

/** `half:1:42`: the set 42 as the protocol shows it under seed 1. */
function promptId({protocol, seed}: Round, setId: number): string {
  return `${protocol.name}:${seed}:${setId}`;
}
