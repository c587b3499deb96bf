// The times of a stage's parts.
import {setTimeout as wait} from 'node:timers/promises';
import {describe, expect, test} from '@jest/globals';
import {PartClock} from '../../../shared/pipeline/stage-process/part-clock.ts';

/** Keeps the processor at work. */
function compute(ms: number): void {
  const until = performance.now() + ms;
  while (performance.now() < until);
}

describe('the parts of a stage', () => {
  test('share its time, also where one comes twice, and tell waiting from computing', async () => {
    const began = performance.now();
    const clock = new PartClock();
    clock.begin('waits');
    await wait(100);
    clock.begin('computes');
    compute(100);
    clock.begin('waits');
    await wait(100);
    const parts = clock.end();
    const whole = (performance.now() - began) / 1000;
    expect(parts.map(({name}) => name)).toEqual(['starts', 'waits', 'computes']);
    const sum = parts.reduce((total, {seconds}) => total + seconds, 0);
    expect(sum).toBeGreaterThan(0.298);
    expect(sum).toBeLessThanOrEqual(whole);
    expect(whole - sum).toBeLessThan(0.05);
    const [, waits, computes] = parts;
    expect(waits.seconds).toBeGreaterThan(0.198);
    expect(waits.processorSeconds).toBeLessThan(computes.processorSeconds);
  });

  test('are a bounded number, however many names a stage gives', () => {
    const clock = new PartClock();
    for (let file = 0; file < 1000; file++) clock.begin(`reads file ${file}`);
    const parts = clock.end();
    expect(parts.length).toBeLessThan(100);
    expect(parts.at(-1)?.name).toBe('other parts');
  });
});
