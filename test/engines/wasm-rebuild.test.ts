// The committed geneglot.wasm is what its sources compile to, wherever the compiler that made it is installed.
import {execFileSync, spawnSync} from 'node:child_process';
import {mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {describe, expect, test} from '@jest/globals';

const FOLDER = join(import.meta.dirname, '..', '..', 'core', 'wasm');
const committed = readFileSync(join(FOLDER, 'geneglot.wasm'));

/** Compiler version a module names in its "producers" section, e.g. "19.1.7". */
function producerOf(wasm: Buffer): string {
  const found = /Debian clang.{0,4}?(\d+\.\d+\.\d+)/s.exec(wasm.toString('latin1'));
  return found?.[1] ?? 'unknown';
}

/** Version of the installed clang-19, or why there is none. */
function installedVersion(): string {
  const {status, stdout} = spawnSync('clang++-19', ['--version'], {encoding: 'utf8'});
  if (status !== 0) return 'not installed';
  return /Debian clang version (\d+\.\d+\.\d+)/.exec(stdout)?.[1] ?? 'not of Debian';
}

const made = producerOf(committed);
const installed = installedVersion();

describe('core/wasm/geneglot.wasm', () => {
  test('names the compiler that made it and is small', () => {
    expect(made).toMatch(/^19\./);
    expect(committed.length).toBeLessThan(250_000);
  });

  if (installed === made) {
    test('is rebuilt byte for byte', () => {
      const folder = mkdtempSync(join(tmpdir(), 'geneglot-wasm-'));
      try {
        const rebuilt = join(folder, 'rebuilt.wasm');
        execFileSync('sh', [join(FOLDER, 'build.sh'), rebuilt]);
        expect(readFileSync(rebuilt).equals(committed)).toBe(true);
      } finally {
        rmSync(folder, {recursive: true});
      }
    }, 120_000);
  } else {
    test.skip(`is rebuilt byte for byte (skipped: it was made by clang ${made}, here clang-19 is ${installed})`, () => {});
  }
});
