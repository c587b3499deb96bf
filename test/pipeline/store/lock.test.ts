// One holder a key: waiting, stale locks of dead processes, and takeover by exactly one of many.
import {spawn} from 'node:child_process';
import {mkdtemp, readdir, readFile, rm, utimes, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from '@jest/globals';
import {acquireLock, type Lock, type LockHolder} from '../../../shared/pipeline/store/lock.ts';
import {identify} from '../../../shared/pipeline/store/process-identity.ts';

describe('the lock of a key', () => {
  let folder: string;
  let path: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'geneglot-lock-'));
    path = join(folder, '.lock-0123456789abcdef');
  });
  afterEach(() => rm(folder, {recursive: true}));

  function acquire(waits: LockHolder[] = [], staleMs = 60_000): Promise<Lock> {
    const onWait = (holder: LockHolder): void => void waits.push(holder);
    return acquireLock(path, {signal: AbortSignal.timeout(5000), onWait, staleMs});
  }

  async function leaveLock(holder: Partial<LockHolder>): Promise<void> {
    const since = new Date().toISOString();
    await writeFile(path, JSON.stringify({token: 'old', ...identify(), since, ...holder}));
  }

  /** A pid that was in use and is not any more. */
  function endedPid(): Promise<number> {
    const child = spawn(process.execPath, ['-e', '']);
    return new Promise(done => child.on('close', () => done(child.pid as number)));
  }

  test('names its holder and leaves nothing behind', async () => {
    const lock = await acquire();
    const holder = JSON.parse(await readFile(path, 'utf8'));
    expect(holder).toMatchObject({pid: process.pid, token: lock.token});
    await lock.requireHeld();
    await lock.release();
    expect(await readdir(folder)).toEqual([]);
  });

  test('is waited for while its holder lives, telling once', async () => {
    const first = await acquire();
    const waits: LockHolder[] = [];
    const second = acquire(waits);
    await new Promise(next => setTimeout(next, 350));
    expect(waits.map(({pid}) => pid)).toEqual([process.pid]);
    await first.release();
    await (await second).release();
  });

  test('is taken over at once from a process that is gone', async () => {
    await leaveLock({pid: await endedPid()});
    const waits: LockHolder[] = [];
    await (await acquire(waits)).release();
    expect(waits).toEqual([]);
  });

  test('is taken over at once when its pid now belongs to another process', async () => {
    await leaveLock({started: '1'});
    const waits: LockHolder[] = [];
    await (await acquire(waits)).release();
    expect(waits).toEqual([]);
  });

  test('of another host is taken over when its heartbeat stops, whatever its clock says', async () => {
    await leaveLock({place: 'elsewhere', host: 'elsewhere'});
    const tomorrow = new Date(Date.now() + 86_400_000);
    await utimes(path, tomorrow, tomorrow);
    const waits: LockHolder[] = [];
    await (await acquire(waits, 250)).release();
    expect(waits.map(({host}) => host)).toEqual(['elsewhere']);
  });

  test('of another host is respected while its heartbeat goes on', async () => {
    await leaveLock({place: 'elsewhere', host: 'elsewhere'});
    let beats = 0;
    const heartbeat = setInterval(() => void utimes(path, ++beats, beats), 50);
    const signal = AbortSignal.timeout(800);
    await expect(
      acquireLock(path, {signal, onWait: () => undefined, staleMs: 250}),
    ).rejects.toThrow('abort');
    clearInterval(heartbeat);
  });

  test('that a crash left empty goes stale like one of another host', async () => {
    await writeFile(path, '');
    await (await acquire([], 250)).release();
  });

  test('of a dead process goes to one of many at a time', async () => {
    await leaveLock({pid: await endedPid()});
    let inside = 0;
    let most = 0;
    const work = async (): Promise<void> => {
      const lock = await acquire();
      most = Math.max(most, ++inside);
      await new Promise(next => setTimeout(next, 5));
      await lock.requireHeld();
      inside--;
      await lock.release();
    };
    await Promise.all(Array.from({length: 12}, work));
    expect(most).toBe(1);
    expect(await readdir(folder)).toEqual([]);
  });

  test('is taken over also when a process died in the middle of taking it over', async () => {
    const pid = await endedPid();
    await leaveLock({pid});
    const claim = {token: 'claim', ...identify(), pid, since: ''};
    await writeFile(`${path}.old`, JSON.stringify(claim));
    await (await acquire()).release();
    expect(await readdir(folder)).toEqual([]);
  });

  test('lost to another run is noticed before anything is taken as done', async () => {
    const lock = await acquire();
    await leaveLock({token: 'thief'});
    await expect(lock.requireHeld()).rejects.toThrow('another run took over its lock (pid ');
    await lock.release();
    expect(JSON.parse(await readFile(path, 'utf8')).token).toBe('thief');
  });
});
