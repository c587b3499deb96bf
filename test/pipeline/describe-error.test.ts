import {readFile} from 'node:fs/promises';
import {describe, expect, test} from '@jest/globals';
import {describeError, isForeseen, stackOf} from '../../shared/pipeline/describe-error.ts';
import {UserError} from '../../shared/pipeline/problem.ts';

describe('a described error', () => {
  test('is the message of an error that was meant for the user', () => {
    expect(describeError(new UserError('found a, expected b'))).toBe('found a, expected b');
  });

  test('says in words what the system refused, where, and what to do', async () => {
    const error = await readFile('no/such/file').catch(reason => reason);
    expect(describeError(error)).toBe(
      'no/such/file: there is no such file or folder (ENOENT in open)\n    Correct the path, or make the folder.',
    );
    const full = Object.assign(new Error('ENOSPC: …'), {code: 'ENOSPC', syscall: 'write'});
    expect(describeError(full)).toMatch(/^the disk is full \(ENOSPC in write\)\n/);
    expect(isForeseen(full)).toBe(true);
  });

  test('calls a mistake of a program unexpected', () => {
    const mistake = new TypeError('x is not a function');
    expect(describeError(mistake)).toBe('unexpected TypeError: x is not a function');
    expect(isForeseen(mistake)).toBe(false);
  });

  test('is a sentence whatever was thrown', () => {
    const circle: Record<string, unknown> = {};
    circle.self = circle;
    const trap = new Proxy({}, {get: trapped, has: trapped, getPrototypeOf: trapped});
    const getters = Object.create(Error.prototype, {
      message: {get: trapped},
      stack: {get: trapped},
      name: {get: trapped},
      code: {get: trapped},
    });
    const odd = [undefined, null, 'text', 7, 7n, Symbol('s'), {a: 1}, circle, () => 1, trap];
    for (const thrown of [...odd, getters, Object.create(null)]) {
      expect(describeError(thrown)).toMatch(/\S/);
      expect(stackOf(thrown)).toBeUndefined();
    }
    expect(describeError(undefined)).toBe('it threw undefined in place of an error');
    expect(describeError({a: 1})).toBe('it threw {"a":1} in place of an error');
  });
});

function trapped(): never {
  throw new Error('a trap');
}
