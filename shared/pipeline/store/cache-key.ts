// The key of a cache that signs: who has it can vouch for an artifact, who has not cannot. HMAC-SHA256 (RFC 2104).
import {createHmac, timingSafeEqual} from 'node:crypto';
import {closeSync, constants, fstatSync, openSync, readFileSync, type Stats} from 'node:fs';
import {shownPath, UserError} from '../problem.ts';

/** As long as the digest, below which HMAC is weaker than its hash (RFC 2104, section 3). */
const SHORTEST_KEY = 32;
const LONGEST_KEY = 4096;
/** Stands before what is signed, so that the key's other uses, if any, give no signatures of manifests. */
const PURPOSE = 'geneglot manifest 1\n';

/** Signs manifests, and tells its own signatures from others. */
export class CacheKey {
  readonly #bytes: Buffer;

  private constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  /** The key in a file that its owner alone may read; a line end after it does not count. */
  static read(file: string): CacheKey {
    const text = readPrivate(file);
    const end = /\r?\n?$/.exec(text.toString('latin1'))?.[0].length ?? 0;
    const bytes = text.subarray(0, text.length - end);
    if (bytes.length >= SHORTEST_KEY) return new CacheKey(bytes);
    throw refusal(file, `${bytes.length} bytes`, `${SHORTEST_KEY} at least`);
  }

  /** Signature of a manifest's text, 64 hex digits. */
  sign(text: string): string {
    return createHmac('sha256', this.#bytes).update(PURPOSE).update(text).digest('hex');
  }

  /** Whether a signature, as read from a file, is the one of this text; in the same time for all that are not. */
  verifies(text: string, signature: string): boolean {
    const [expected, found] = [this.sign(text), signature.trimEnd()].map(hex => Buffer.from(hex));
    return found.length === expected.length && timingSafeEqual(found, expected);
  }
}

function readPrivate(file: string): Buffer {
  let opened: number;
  try {
    opened = openSync(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  } catch (error) {
    const {code} = error as NodeJS.ErrnoException;
    throw refusal(file, code === 'ENOENT' ? 'no such file' : `none to read (${code})`, 'a key');
  }
  try {
    refusePublic(file, fstatSync(opened));
    return readFileSync(opened);
  } finally {
    closeSync(opened);
  }
}

function refusePublic(file: string, found: Stats): void {
  if (!found.isFile()) throw refusal(file, 'no plain file', 'a file that holds a key');
  if (found.size > LONGEST_KEY)
    throw refusal(file, `${found.size} bytes`, `${LONGEST_KEY} at most`);
  const mode = found.mode & 0o777;
  if (process.platform === 'win32' || (mode & 0o077) === 0) return;
  throw refusal(
    file,
    `mode ${mode.toString(8)}, by which others may read or write it`,
    'mode 600',
    `chmod 600 ${shownPath(file)}`,
  );
}

function refusal(file: string, found: string, expected: string, remedy = MAKE_ONE): UserError {
  return new UserError(
    `${shownPath(file)}, the key of the cache: found ${found}, expected ${expected}\n    ${remedy}`,
  );
}

const MAKE_ONE =
  'To make one: (umask 077; openssl rand -hex 32 > cache.key), then give it to those who share the cache.';
