// core/install.mjs: when it compiles, what it says where it cannot, and that it never fails the installation.
import {spawnSync} from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {afterEach, beforeEach, expect, test} from '@jest/globals';

const ROOT = join(import.meta.dirname, '..', '..');
/** Stands for a compiler: notes its arguments, writes its output, or fails as CHANCE says. */
const COMPILER = `#!/bin/sh
[ "$1" = --version ] && exit 0
echo "$*" >>"$(dirname "$0")/calls"
case "$* $CHANCE" in
  *" fails") echo "kernels.cpp:1:1: error: no such instruction set" >&2; exit 1 ;;
  *"-shared"*" dies"|*"-bundle"*" dies") while [ "$1" != -o ]; do shift; done; echo half >"$2"; kill -9 $PPID ;;
esac
while [ "$1" != -o ]; do shift; done
echo "made by $0" >"$2"
`;

let folder: string;
const at = (path: string): string => join(folder, path);
const calls = (): string[] => readFileSync(at('calls'), 'utf8').trim().split('\n');
const hasAddon = (): boolean => existsSync(at('core/build/Release/geneglot.node'));

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'geneglot-install-'));
  const sources = ['src/gpt/forward.cpp', 'src/kernels/kernels.cpp', 'native/addon.cpp'];
  for (const source of sources) {
    mkdirSync(dirname(at(`core/${source}`)), {recursive: true});
    writeFileSync(at(`core/${source}`), '');
  }
  for (const file of ['install.mjs', 'Makefile'])
    cpSync(join(ROOT, 'core', file), at(`core/${file}`));
  symlinkSync(join(ROOT, 'node_modules'), at('node_modules'));
  writeFileSync(at('compiler'), COMPILER);
  chmodSync(at('compiler'), 0o755);
});
afterEach(() => rmSync(folder, {recursive: true}));

/** Runs it as `npm ci` does; what it prints. It must always end with 0. */
function install(env: NodeJS.ProcessEnv = {}): string {
  const {status, stdout} = spawnSync(process.execPath, [at('core/install.mjs')], {
    env: {...process.env, CXX: at('compiler'), ...env},
    encoding: 'utf8',
  });
  expect(status).toBe(0);
  return stdout;
}

const hasMake = spawnSync('make', ['--version']).status === 0;
const withMake = hasMake && process.platform !== 'win32' ? test : test.skip;

test('names the missing tools and the command that installs them', () => {
  const output = install({PATH: at('nowhere'), CXX: ''});
  expect(output).toContain('the WebAssembly engine, at 40 % of its speed, is used');
  expect(output).toMatch(/Missing: a C\+\+ compiler \(g\+\+ or clang\+\+\) and make\. .*install/);
  expect(output).toContain('Then run: node core/install.mjs');
});

test('names make alone where the compiler is there', () => {
  expect(install({PATH: at('nowhere')})).toContain('Missing: make.');
});

test('names a CXX that does not run', () => {
  expect(install({CXX: 'no-such-compiler'})).toContain('CXX names "no-such-compiler"');
});

withMake('compiles once, and again when a source or the Makefile changes', () => {
  expect(install()).toContain('compiled the native engine');
  const first = calls().length;
  expect(install()).toContain('up to date');
  expect(calls()).toHaveLength(first);
  const later = Date.now() / 1000 + 5;
  utimesSync(at('core/src/gpt/forward.cpp'), later, later);
  expect(install()).toContain('compiled the native engine');
  expect(calls()).toHaveLength(first + 2);
  utimesSync(at('core/Makefile'), later + 5, later + 5);
  expect(install()).toContain('compiled the native engine');
  expect(calls()).toHaveLength(2 * first + 2);
});

withMake('compiles the kernels once for each instruction set', () => {
  install();
  const kernels = calls().filter(call => call.includes('src/kernels/kernels.cpp'));
  const isas = kernels.map(call => /GENEGLOT_ISA=(\w+)/.exec(call)?.[1]).sort();
  expect(isas).toEqual(
    process.arch === 'x64' ? ['avx2', 'avx512', 'avx512bf16', 'portable'] : ['portable'],
  );
});

withMake(
  'quotes the first error where compiling fails, and leaves no addon of older sources',
  () => {
    install();
    const later = Date.now() / 1000 + 5;
    utimesSync(at('core/src/gpt/forward.cpp'), later, later);
    const output = install({CHANCE: 'fails'});
    expect(output).toContain('Compiling failed: kernels.cpp:1:1: error: no such instruction set');
    expect(output).toContain(at('core/build/install.log'));
    expect(hasAddon()).toBe(false);
  },
);

withMake('leaves no half of an addon where it is killed', () => {
  install({CHANCE: 'dies'});
  expect(hasAddon()).toBe(false);
  expect(install()).toContain('compiled the native engine');
  expect(hasAddon()).toBe(true);
});

withMake('takes no settings of a make around it', () => {
  expect(install({MAKEFLAGS: 'n', MAKELEVEL: '1'})).toContain('compiled the native engine');
  expect(hasAddon()).toBe(true);
});
