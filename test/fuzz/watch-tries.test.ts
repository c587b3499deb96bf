// The watcher sees what it is for: a wrong answer, a crash and a hang, and goes on with the next try.
import {expect, test} from '@jest/globals';
import {watchTries} from './watch-tries.ts';

test.each([
  ['finds', 4, [/^.* try 1: a wrong answer was accepted$/, /try 3: a wrong answer/]],
  ['crashes', 5, [/try 2: the process ended with SIGSEGV/]],
  ['hangs', 1, [/try 0: no end within 2 s/]],
])('a target that %s', async (name, tries, expected) => {
  const request = {target: `../broken/${name}`, seed: 1, first: 0, tries};
  const result = await watchTries({...request, until: Number.POSITIVE_INFINITY});
  expect(result.tried).toBe(tries);
  expect(result.wrong).toEqual(expected.map(line => expect.stringMatching(line)));
});
