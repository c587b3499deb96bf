// Compiles the compute core into a Node addon with core/Makefile; run by `npm ci`, needs neither network nor Python.
// Never fails the installation: without a compiler the committed WebAssembly engine does the same work, slower.
import {spawnSync} from 'node:child_process';
import {closeSync, mkdirSync, openSync, readFileSync, rmSync} from 'node:fs';
import {createRequire} from 'node:module';
import {availableParallelism} from 'node:os';
import {dirname, join, relative} from 'node:path';
import {fileURLToPath} from 'node:url';

const core = dirname(fileURLToPath(import.meta.url));
const addon = join(core, 'build/Release/geneglot.node');
const log = join(core, 'build/install.log');
const require = createRequire(import.meta.url);
const compiler = findCompiler();

try {
  install();
} catch (error) {
  useWebAssembly(`Compiling failed: ${error.message}`);
}

function install() {
  const missing = missingTools();
  if (missing) return useWebAssembly(missing);
  if (make(['--question'], 'ignore').status === 0) return say('the native engine is up to date');
  const started = Date.now();
  if (compile() !== 0) {
    return useWebAssembly(`Compiling failed: ${firstError()} (all output: ${log})`);
  }
  say(`compiled the native engine in ${((Date.now() - started) / 1000).toFixed(1)} s`);
}

function say(message) {
  console.log(`geneglot: ${message}`);
}

/** Removes the addon, if any, since it comes from older sources; without it the WebAssembly engine is chosen. */
function useWebAssembly(reason) {
  rmSync(addon, {force: true});
  say('the native engine is not compiled; the WebAssembly engine, at 40 % of its speed, is used');
  say(reason);
}

/** The command that `CXX` names, else the first usual one that runs; undefined where there is none. */
function findCompiler() {
  const commands = process.env.CXX ? [process.env.CXX] : ['c++', 'g++', 'clang++'];
  return commands.find(runs);
}

function runs(command) {
  return spawnSync(`${command} --version`, {stdio: 'ignore', shell: true}).status === 0;
}

/** What is missing and how to get it; undefined where all is there. */
function missingTools() {
  if (process.platform === 'win32') return 'Windows has no build of it. Use Linux, e.g. in WSL.';
  const {CXX} = process.env;
  const again = 'Then run: node core/install.mjs';
  if (!compiler && CXX) return `CXX names "${CXX}", which does not run. Correct it. ${again}`;
  const tools = [
    ...(compiler ? [] : ['a C++ compiler (g++ or clang++)']),
    ...(runs('make') ? [] : ['make']),
  ];
  if (tools.length === 0) return undefined;
  const remedy =
    process.platform === 'darwin' ? 'xcode-select --install' : 'apt-get install g++ make';
  return `Missing: ${tools.join(' and ')}. Install it, e.g. with: ${remedy}. ${again}`;
}

/** Compiles on all processors, its output in the log; returns the exit status. */
function compile() {
  mkdirSync(dirname(log), {recursive: true});
  const file = openSync(log, 'w');
  const {status} = make([`--jobs=${availableParallelism()}`], ['ignore', file, file]);
  closeSync(file);
  return status;
}

/** Runs core/Makefile; settings of a make around this one are not its own. */
function make(options, stdio) {
  const {include_dir: headers} = require('node-api-headers');
  const {MAKEFLAGS, MFLAGS, MAKELEVEL, ...env} = process.env;
  const settings = [
    `CXX=${compiler}`,
    `ARCH=${process.arch}`,
    `HEADERS=${relative(core, headers)}`,
  ];
  return spawnSync('make', [...options, ...settings], {cwd: core, env, stdio});
}

function firstError() {
  const lines = readFileSync(log, 'utf8').trim().split('\n');
  return lines.find(line => /error:|not found|No such/i.test(line)) ?? lines.at(-1);
}
