// One lock a key: a small file that names its holder, so that two runs on one store never make the same artifact.
// A lock is placed whole (link of a finished file) and taken over from a dead holder by exactly one of its waiters.

import {randomBytes} from 'node:crypto';
import {constants} from 'node:fs';
import {link, open, rename, unlink, utimes, writeFile} from 'node:fs/promises';
import {dirname} from 'node:path';
import {setTimeout as wait} from 'node:timers/promises';
import {makeFolder} from '../write-safely.ts';
import {identify, isRunning, type ProcessIdentity} from './process-identity.ts';

/** How often a holder shows that it lives. */
const HEARTBEAT_MS = 5000;
/** A holder elsewhere that did not show for so long is taken for dead: twelve missed heartbeats. */
const STALE_MS = 60_000;
const POLL_MS = 100;

/** Who holds a lock. */
export interface LockHolder extends ProcessIdentity {
  /** Distinguishes this holding from every other, also by the same process. */
  token: string;
  /** ISO 8601, UTC. */
  since: string;
}

export interface LockOptions {
  signal: AbortSignal;
  /** Called once for every live holder that has to be waited for. */
  onWait(holder: LockHolder): void;
  staleMs?: number;
}

/** A held lock; its file is touched until it is released. */
export class Lock {
  /** Distinguishes this holding from every other. */
  readonly token: string;
  readonly #path: string;
  readonly #holder: LockHolder;
  readonly #heartbeat: NodeJS.Timeout;

  constructor(path: string, holder: LockHolder) {
    this.token = holder.token;
    this.#path = path;
    this.#holder = holder;
    this.#heartbeat = setInterval(() => void this.#beat(), HEARTBEAT_MS).unref();
  }

  /** Throws when another took the lock over, as after a long sleep of this machine. */
  async requireHeld(): Promise<void> {
    const seen = await look(this.#path);
    if (seen?.holder.token === this.#holder.token) return;
    throw new Error(
      `another run took over its lock${seen ? ` (pid ${seen.holder.pid} on host ${seen.holder.host})` : ''} while this process was stopped; run again`,
    );
  }

  async release(): Promise<void> {
    clearInterval(this.#heartbeat);
    const seen = await look(this.#path);
    if (seen?.holder.token === this.#holder.token) await unlink(this.#path).catch(ignoreMissing);
  }

  async #beat(): Promise<void> {
    const now = new Date();
    await utimes(this.#path, now, now).catch(() => undefined);
  }
}

/** Whether anybody may still be at work under the lock at `path`; one held elsewhere counts as at work. */
export async function isLocked(path: string): Promise<boolean> {
  const seen = await look(path);
  return seen !== undefined && isRunning(seen.holder) !== false;
}

/** Takes the lock at `path`, waiting while a live process holds it. */
export async function acquireLock(path: string, options: LockOptions): Promise<Lock> {
  const watch = new Watch(options.staleMs ?? STALE_MS);
  let reported: string | undefined;
  for (;;) {
    makeFolder(dirname(path));
    // Whoever tidies may remove the empty folder just now.
    const found = await tryLock(path, watch).catch(ignoreMissing);
    if (found instanceof Lock) return found;
    if (!found) continue;
    if (found.token !== reported) options.onWait(found);
    reported = found.token;
    await wait(POLL_MS, undefined, {signal: options.signal});
  }
}

/** The lock at `path` if no live process holds it, without waiting. */
export async function acquireIfFree(path: string): Promise<Lock | undefined> {
  const found = await tryLock(path, new Watch(STALE_MS)).catch(ignoreMissing);
  return found instanceof Lock ? found : undefined;
}

/** The lock; or its live holder; or nothing when the lock changed hands meanwhile and is worth another attempt. */
async function tryLock(path: string, watch: Watch): Promise<Lock | LockHolder | undefined> {
  const mine = createHolder();
  if (await place(path, mine)) return new Lock(path, mine);
  const seen = await look(path);
  if (!seen) return undefined;
  if (!watch.isStale(seen)) return seen.holder;
  return (await takeOver(path, seen.holder, mine, watch)) ? new Lock(path, mine) : undefined;
}

// All who judge the same holding dead compete for one claim named after its token. Whoever holds the claim is
// alone entitled to replace that holding, and looks first whether it is still there. A claim is a lock itself,
// so that of a process that died with it is taken over the same way.
async function takeOver(
  path: string,
  stale: LockHolder,
  mine: LockHolder,
  watch: Watch,
): Promise<boolean> {
  const claim = await tryLock(`${path}.${stale.token}`, watch);
  if (!(claim instanceof Lock)) return false;
  try {
    if ((await look(path))?.holder.token !== stale.token) return false;
    await rename(await writeBeside(path, mine), path);
    return true;
  } finally {
    await claim.release();
  }
}

function createHolder(): LockHolder {
  const token = randomBytes(6).toString('hex');
  return {token, ...identify(), since: new Date().toISOString()};
}

/** Places a whole lock file; false when there is one. */
async function place(path: string, holder: LockHolder): Promise<boolean> {
  const finished = await writeBeside(path, holder);
  try {
    await link(finished, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    await unlink(finished);
  }
}

async function writeBeside(path: string, holder: LockHolder): Promise<string> {
  const file = `${path}.${holder.token}.${holder.pid}.new`;
  try {
    await writeFile(file, `${JSON.stringify(holder)}\n`, {flag: 'wx'});
  } catch (error) {
    await unlink(file).catch(() => undefined);
    throw error;
  }
  return file;
}

interface Seen {
  holder: LockHolder;
  /** Time of the last heartbeat by the holder's clock; only its changes mean something. */
  beat: number;
}

// Opening the file makes network file systems ask the server, where a mere stat may be answered from memory.
async function look(path: string): Promise<Seen | undefined> {
  // A pipe in the place of a lock, in a folder that others write to, is not waited for.
  const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)).catch(
    ignoreMissing,
  );
  if (!file) return undefined;
  try {
    const {mtimeMs} = await file.stat();
    return {holder: parseHolder(await file.readFile('utf8')), beat: mtimeMs};
  } finally {
    await file.close();
  }
}

/** A lock emptied by a crash of the machine names nobody: it counts as held elsewhere and goes stale. */
function parseHolder(text: string): LockHolder {
  try {
    return JSON.parse(text) as LockHolder;
  } catch {
    return {token: 'unreadable', host: 'unknown', place: 'unknown', pid: 0, started: '', since: ''};
  }
}

/** Remembers when heartbeats were last seen to change, by this process's own steady clock. */
class Watch {
  readonly #staleMs: number;
  readonly #beats = new Map<string, {beat: number; seenAt: number}>();

  constructor(staleMs: number) {
    this.#staleMs = staleMs;
  }

  isStale({holder, beat}: Seen): boolean {
    const running = isRunning(holder);
    if (running !== undefined) return !running;
    const now = performance.now();
    const known = this.#beats.get(holder.token);
    if (known?.beat === beat) return now - known.seenAt > this.#staleMs;
    this.#beats.set(holder.token, {beat, seenAt: now});
    return false;
  }
}

function ignoreMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
  return undefined;
}
