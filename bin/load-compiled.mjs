// Loads a compiled file faster than the first time: what V8 made of its code is kept beside it.
import {createHash, randomBytes} from 'node:crypto';
import {readFileSync, renameSync, statSync, writeFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {Script} from 'node:vm';

/**
 * The exports of a compiled CommonJS file. V8's own code of it is kept beside it, with the functions that `use` calls, so
 * that it is compiled once for each use and not in every process.
 */
export function loadCompiled(file, use) {
  // esbuild writes ASCII alone.
  const source = readFileSync(file, 'latin1');
  const kept = keptName(file, use);
  const cachedData = readKept(kept);
  const script = new Script(source, {filename: file, ...(cachedData && {cachedData})});
  if (!cachedData || script.cachedDataRejected) {
    process.once('exit', () => keep(kept, script.createCachedData()));
  }
  const module = {exports: {}};
  script.runInThisContext()(module.exports, createRequire(file), module, name => import(name));
  return module.exports;
}

/** Bytes of a SHA-256. */
const DIGEST_BYTES = 32;

// V8 checks that what it kept is of this source and of a V8 with its own number, which other builds of Node have too, and
// crashes on what those kept: so each program keeps its own.
function keptName(file, use) {
  const {size, mtimeMs} = statSync(process.execPath);
  return `${file}.${use}-${process.version}-${process.arch}-${size}-${Math.round(mtimeMs)}.v8`;
}

// A torn file would be trusted as well.
function readKept(path) {
  try {
    const bytes = readFileSync(path);
    const data = bytes.subarray(DIGEST_BYTES);
    return digestOf(data).equals(bytes.subarray(0, DIGEST_BYTES)) ? data : undefined;
  } catch {
    return undefined;
  }
}

function keep(path, data) {
  try {
    replace(path, Buffer.concat([digestOf(data), data]));
  } catch {
    // The next process compiles it again.
  }
}

function digestOf(data) {
  return createHash('sha256').update(data).digest();
}

/** Writes a file beside its place and renames it there, so that nobody reads half of it. */
export function replace(path, content) {
  const temporary = `${path}.${randomBytes(6).toString('hex')}.tmp`;
  writeFileSync(temporary, content);
  renameSync(temporary, path);
}
