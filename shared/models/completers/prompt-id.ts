// How a prompt is called outside: what another program is asked, and what it answers, meet by this name.
import type {Round} from './list-questions.ts';

/** `half:1:42`: the set 42 as the protocol shows it under seed 1. */
export function promptId(
  {protocol, seed}: Pick<Round, 'protocol' | 'seed'>,
  setId: number,
): string {
  return `${protocol.name}:${seed}:${setId}`;
}
