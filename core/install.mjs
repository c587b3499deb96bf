// Compiles the compute core into a Node addon; run by `npm ci`, needs no network and no Node headers on the machine.
// Never fails the installation: without a compiler the committed WebAssembly engine does the same work, slower.
import {spawnSync} from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import {createRequire} from 'node:module';
import {availableParallelism} from 'node:os';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';

const core = dirname(fileURLToPath(import.meta.url));
const buildFolder = join(core, 'build');
const addon = join(buildFolder, 'Release', 'geneglot.node');
const log = join(buildFolder, 'install.log');
const headers = join(buildFolder, 'headers');

if (isUpToDate()) {
  say('the native engine is up to date');
} else if (!hasCompiler()) {
  say(
    'no C++ compiler with make found: the WebAssembly engine will be used (install e.g. g++ and make, then run npm rebuild)',
  );
} else {
  compile();
}

function say(message) {
  console.log(`geneglot: ${message}`);
}

/** Whether the addon is newer than every source it is made of. */
function isUpToDate() {
  if (!existsSync(addon)) return false;
  const sources = [
    join(core, 'binding.gyp'),
    ...filesIn(join(core, 'src')),
    ...filesIn(join(core, 'native')),
  ];
  const built = statSync(addon).mtimeMs;
  return sources.every(file => statSync(file).mtimeMs < built);
}

function filesIn(folder) {
  return readdirSync(folder, {withFileTypes: true}).flatMap(entry => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesIn(path) : [path];
  });
}

/** node-gyp needs a C++ compiler, make and Python; `CXX` may name the compiler. */
function hasCompiler() {
  if (process.platform === 'win32') return false;
  const compilers = process.env.CXX ? [process.env.CXX] : ['c++', 'g++', 'clang++'];
  const runs = command =>
    spawnSync(command, ['--version'], {stdio: 'ignore', shell: true}).status === 0;
  return compilers.some(runs) && runs('make') && runs('python3');
}

/** A folder that looks to node-gyp like Node's headers: the settings it reads, and node-api-headers for the rest. */
function writeHeaderFolder() {
  const include = join(headers, 'include', 'node');
  mkdirSync(include, {recursive: true});
  const {host_arch, target_arch} = process.config.variables;
  const variables = {
    host_arch,
    target_arch,
    node_shared: false,
    v8_enable_i18n_support: 1,
    enable_lto: false,
    clang: 0,
  };
  writeFileSync(join(include, 'config.gypi'), JSON.stringify({target_defaults: {}, variables}));
  writeFileSync(join(include, 'common.gypi'), JSON.stringify(commonSettings()));
}

/** The few settings of Node's own common.gypi that an addon in plain Node-API needs. */
function commonSettings() {
  const defaults = {
    default_configuration: 'Release',
    configurations: {Release: {defines: ['NDEBUG']}, Debug: {}},
    cflags: ['-fPIC', '-pthread', '-Wall', '-Wextra'],
    ldflags: ['-pthread'],
    conditions: [["OS=='mac'", {ldflags: [], libraries: ['-undefined dynamic_lookup']}]],
  };
  return {variables: {'node_engine_include_dir%': ''}, target_defaults: defaults};
}

function compile() {
  const started = Date.now();
  mkdirSync(buildFolder, {recursive: true});
  writeHeaderFolder();
  const nodeGyp = createRequire(import.meta.url).resolve('node-gyp/bin/node-gyp.js');
  const options = [`--nodedir=${headers}`, `--jobs=${availableParallelism()}`, '--loglevel=warn'];
  const file = openSync(log, 'w');
  // configure and build, not rebuild: rebuild removes the folder that holds the headers
  for (const command of ['configure', 'build']) {
    const {status} = spawnSync(process.execPath, [nodeGyp, command, ...options], {
      cwd: core,
      stdio: ['ignore', file, file],
    });
    if (status === 0) continue;
    rmSync(addon, {force: true});
    return say(
      `compiling the native engine failed (see ${log}): the WebAssembly engine will be used`,
    );
  }
  say(`compiled the native engine in ${((Date.now() - started) / 1000).toFixed(1)} s`);
}
