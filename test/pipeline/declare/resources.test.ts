// Sizes, times, growth from attempt to attempt, what runs at the same time, and which attempts are repeated.
import {describe, expect, test} from '@jest/globals';
import type {PipelineNode} from '../../../shared/pipeline/declare/pipeline.ts';
import {
  MEMORY_TEXT,
  parseMemory,
  parseTime,
  type Resources,
  resourcesOfAttempt,
  TIME_TEXT,
} from '../../../shared/pipeline/declare/resources.ts';
import {Capacity} from '../../../shared/pipeline/run/capacity.ts';
import type {RunEvent, StageFailure} from '../../../shared/pipeline/run/events.ts';
import {type Attempt, runWithRetries} from '../../../shared/pipeline/run/retry.ts';
import type {Outcome} from '../../../shared/pipeline/run/stage-executor.ts';

/** A node with only what running it looks at. */
function node(name: string, keys: Partial<PipelineNode> = {}): PipelineNode {
  const settings = {resources: {cpus: keys.threads ?? 1, gpus: 0}, retries: 0, env: {}};
  return {name, ...settings, ...keys} as PipelineNode;
}

describe('resources', () => {
  test('are read from sizes and times', () => {
    const sizes: [string | number, number][] = [
      ...([
        ['500M', 5e8],
        ['4G', 4e9],
        ['4GB', 4e9],
        ['4GiB', 2 ** 32],
        ['1.5 k', 1500],
      ] as const),
      ...([
        ['2T', 2e12],
        ['100', 100],
        [100, 100],
      ] as const),
    ].map(([text, bytes]) => [text, bytes]);
    for (const [text, bytes] of sizes) {
      expect(String(text)).toMatch(MEMORY_TEXT);
      expect(parseMemory(text)).toBe(bytes);
    }
    const times = {'90s': 90, '30m': 1800, '2h': 7200, '1.5d': 129_600, '00:30:00': 1800};
    for (const [text, seconds] of Object.entries({...times, '1-12:00:01': 129_601})) {
      expect(text).toMatch(TIME_TEXT);
      expect(parseTime(text)).toBe(seconds);
    }
    expect(parseTime(45)).toBe(45);
    for (const text of ['4 gigs', 'G', '-4G', '4g', '']) expect(text).not.toMatch(MEMORY_TEXT);
    for (const text of ['12:30', '2 hours', 'h', '1-12', '']) expect(text).not.toMatch(TIME_TEXT);
  });

  test('grow with the attempts, cores and GPUs stay', () => {
    const first: Resources = {cpus: 2, gpus: 1, memory: 1000, time: 60};
    expect(resourcesOfAttempt(first, 1)).toEqual(first);
    expect(resourcesOfAttempt(first, 3)).toEqual({...first, memory: 3000, time: 180});
    expect(resourcesOfAttempt(first, 3, 2)).toEqual({...first, memory: 4000, time: 240});
    expect(resourcesOfAttempt({cpus: 1, gpus: 0}, 2)).toEqual({cpus: 1, gpus: 0});
  });
});

describe('a pool of 4 cores and 1000 bytes', () => {
  const pool = (jobs?: number): Capacity => new Capacity({cpus: 4, memory: 1000, gpus: 0}, jobs);

  test('lends as long as declared cores fit, and lends again what came back', () => {
    const capacity = pool();
    const [a, b, c] = ['a', 'b', 'c'].map(name => node(name, {threads: 2}));
    expect([a, b, c].map(each => capacity.lend(each))).toEqual([true, true, false]);
    capacity.giveBack(a);
    expect(capacity.lend(c)).toBe(true);
  });

  test('gives a stage that declares no cores the whole machine, unless --jobs is given', () => {
    const [a, b, c] = ['a', 'b', 'c'].map(name => node(name));
    const whole = pool();
    expect([whole.lend(a), whole.lend(b)]).toEqual([true, false]);
    expect(whole.mostAtOnce([a, b, c])).toBe(1);
    const shared = pool(2);
    expect([a, b, c].map(each => shared.lend(each))).toEqual([true, true, false]);
    expect(shared.mostAtOnce([a, b, c])).toBe(2);
  });

  test('lets one that asks for more than there is run alone', () => {
    const capacity = pool();
    const greedy = node('greedy', {threads: 64, resources: {cpus: 64, gpus: 0, memory: 9000}});
    const small = node('small', {threads: 1, resources: {cpus: 1, gpus: 0, memory: 600}});
    expect([capacity.lend(small), capacity.lend(greedy)]).toEqual([true, false]);
    capacity.giveBack(small);
    expect([capacity.lend(greedy), capacity.lend(small)]).toEqual([true, false]);
  });

  test('holds memory too', () => {
    const capacity = pool();
    const [a, b] = ['a', 'b'].map(name =>
      node(name, {threads: 1, resources: {cpus: 1, gpus: 0, memory: 600}}),
    );
    expect([capacity.lend(a), capacity.lend(b)]).toEqual([true, false]);
  });

  test('without limits lends whatever is asked for, to so many at once', () => {
    const [a, b, c] = ['a', 'b', 'c'].map(name => node(name, {resources: {cpus: 1, gpus: 8}}));
    const capacity = Capacity.unlimited(2);
    expect(capacity.lackFor(a)).toBeUndefined();
    expect(capacity.mostAtOnce([a, b, c])).toBe(2);
    expect([a, b, c].map(each => capacity.lend(each))).toEqual([true, true, false]);
  });

  test('says which GPUs it lacks', () => {
    const training = node('train', {resources: {cpus: 1, gpus: 2}});
    expect(pool().lackFor(training)).toBe('it asks for 2 GPUs, found 0 on this machine');
    expect(pool().lackFor(node('tokenize'))).toBeUndefined();
  });
});

describe('attempts', () => {
  const broken: StageFailure = {reason: 'error', message: 'it broke'};
  const done = {type: 'done'} as Outcome;

  /** Runs a node whose attempts end as listed; a function is what the attempt does. */
  async function runNode(
    keys: Partial<PipelineNode>,
    ends: (StageFailure | Outcome | ((one: Attempt) => Promise<Outcome>))[],
  ): Promise<{outcome: Outcome; events: RunEvent[]; seen: Resources[]}> {
    const events: RunEvent[] = [];
    const seen: Resources[] = [];
    const {signal} = new AbortController();
    const options = {outputs: [], signal, sink: (event: RunEvent) => void events.push(event)};
    const outcome = await runWithRetries(node('x', keys), options, async one => {
      const end = ends[one.number - 1];
      seen.push(one.resources);
      if (typeof end === 'function') return end(one);
      return 'reason' in end ? {type: 'failed', failure: end} : end;
    });
    return {outcome, events, seen};
  }

  test('are repeated with more memory until one succeeds, each told with its reason', async () => {
    const keys = {retries: 3, resources: {cpus: 1, gpus: 0, memory: 100}};
    const {outcome, events, seen} = await runNode(keys, [broken, broken, done]);
    expect(outcome).toBe(done);
    expect(seen.map(({memory}) => memory)).toEqual([100, 200, 300]);
    expect(events).toEqual([
      {
        ...{type: 'stage-retried', stage: 'x', attempt: 2, attempts: 4, failure: broken},
        resources: seen[1],
      },
      {
        ...{type: 'stage-retried', stage: 'x', attempt: 3, attempts: 4, failure: broken},
        resources: seen[2],
      },
    ]);
  });

  test('end with the last failure when none is left', async () => {
    const {outcome} = await runNode({retries: 1}, [broken, {...broken, message: 'again'}]);
    expect(outcome).toEqual({type: 'failed', failure: {...broken, message: 'again'}});
  });

  test('are one more than declared where a failure asks for it, once', async () => {
    const odd = {...broken, repeat: true};
    const {outcome, events} = await runNode({retries: 0}, [odd, done]);
    expect(outcome).toBe(done);
    expect(events).toMatchObject([{attempt: 2, attempts: 2, failure: odd}]);
    const twice = await runNode({retries: 0}, [odd, odd, done]);
    expect(twice.outcome).toEqual({type: 'failed', failure: odd});
  });

  test('that wait in a queue, before they begin or between two starts, do not use up their timeout', async () => {
    const wait = (ms: number): Promise<void> => new Promise(next => setTimeout(next, ms));
    const {outcome} = await runNode({timeout: 0.3}, [
      async ({clock, signal}) => {
        const now = Date.now();
        clock?.start(now - 200);
        clock?.pause(now);
        await wait(150);
        expect(signal.aborted).toBe(false);
        clock?.start(Date.now() - 200);
        await wait(100);
        expect(signal.aborted).toBe(true);
        return done;
      },
    ]);
    expect(outcome).toBe(done);
  });

  test('are not repeated after an interrupt or when the request itself is wrong', async () => {
    for (const reason of ['interrupted', 'invalid'] as const) {
      const {events} = await runNode({retries: 2}, [{reason, message: reason}]);
      expect(events).toEqual([]);
    }
  });

  test('that outlast the timeout are aborted, and fail by it', async () => {
    const untilAborted = (one: Attempt): Promise<Outcome> =>
      new Promise(resolve => {
        one.clock?.start(Date.now());
        const failure: StageFailure = {reason: 'interrupted', message: 'interrupted'};
        one.signal.addEventListener('abort', () => resolve({type: 'failed', failure}));
      });
    const {outcome} = await runNode({timeout: 0.01, retries: 1}, [untilAborted, untilAborted]);
    expect(outcome).toEqual({
      type: 'failed',
      failure: {
        reason: 'timeout',
        message:
          'it was stopped after its timeout of 0 s (what it saved is kept)\n    Raise its timeout in the pipeline file, or run again to go on.',
      },
    });
  });
});
