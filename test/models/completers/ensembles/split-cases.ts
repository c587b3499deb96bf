// Cases of a mixture in which one member is right near known sets, the other far from them.
import type {MixtureCase} from '../../../../shared/models/completers/ensembles/mixture-case.ts';
import {createRandom} from '../../../../shared/stats/random.ts';

/** Cases in which the first member is right near known sets, the second far from them. */
export function splitCases(count: number): MixtureCase[] {
  const random = createRandom(5);
  return Array.from({length: count}, (_, i) => {
    const near = i % 2 === 0;
    const relevant = new Uint8Array(400);
    while (relevant.reduce((sum, value) => sum + value, 0) < 10) relevant[random.int(400)] = 1;
    const right = Float64Array.from(relevant, value => value + 0.2 * random.next());
    const wrong = Float64Array.from({length: 400}, () => random.next() * 1.2);
    const similarity = near ? 0.7 + 0.1 * random.next() : 0.2 + 0.1 * random.next();
    return {
      ...{similarity, hidden: 10, relevant, ranked: new Uint8Array(400).fill(1)},
      shares: near ? [right, wrong] : [wrong, right],
    };
  });
}
