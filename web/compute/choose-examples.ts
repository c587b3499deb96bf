// Lists to begin with: one half of real training sets that stand for a subject, so that there is something to find.
import type {GeneModel} from '../../run/geneglot.mjs';
import type {Opened} from '../protocol.ts';

/** Genes of the set of an example. */
const [LEAST, MOST] = [12, 40];
const EXAMPLES = 3;
/** Characters of its name, an id in brackets aside: a subject that people know has a short name. */
const MOST_NAME = 24;

/** Of each library the set whose genes stand in the most sets on average, so that much is known of them; best first. */
export function chooseExamples({sets, symbols}: GeneModel): Opened['examples'] {
  const {offsets, tokens, titles, S} = sets;
  const counts = new Int32Array(symbols.length);
  for (const token of tokens) counts[token]++;
  const membersOf = (set: number) => tokens.subarray(offsets[set], offsets[set + 1]);
  const best = new Map<string, {set: number; known: number}>();
  for (let set = 0; set < S; set++) {
    const members = membersOf(set);
    const name = titles[set].replace(/^.*\t/, '').replace(/ \(.*\)$/, '');
    if (members.length < LEAST || members.length > MOST || name.length > MOST_NAME) continue;
    const known = members.reduce((sum, token) => sum + counts[token], 0) / members.length;
    const [library] = titles[set].split('\t');
    if (known > (best.get(library)?.known ?? 0)) best.set(library, {set, known});
  }
  return [...best]
    .sort(([, a], [, b]) => b.known - a.known)
    .slice(0, EXAMPLES)
    .map(([library, {set}]) => ({
      library,
      name: titles[set].slice(library.length + 1),
      size: membersOf(set).length,
      genes: Array.from(everySecond(membersOf(set)), token => symbols[token]),
    }));
}

function everySecond(members: Int32Array): Int32Array {
  return members.filter((_, i) => i % 2 === 0);
}
