// Compiles a TypeScript file with what it imports into one JavaScript file, remembered while none of its sources changes.
import {createHash} from 'node:crypto';
import {
  accessSync,
  constants,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import {homedir} from 'node:os';
import {basename, dirname, join, relative, resolve} from 'node:path';
import {fileURLToPath, pathToFileURL} from 'node:url';
import {replace} from './load-compiled.mjs';

export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const FOLDER = findFolder();
/** A source modified so short a time ago may change again within its clock tick, so its stamp is not trusted yet. */
const SETTLED_MS = 2000;
/** The same for its time of change, which no hand can set back: two ticks of the slowest clock of Linux. */
const TICK_MS = 20;
/** Compiled files that nothing remembers are removed after this time; a running process may still need them. */
const KEPT_MS = 7 * 86_400_000;

/**
 * Path of the compiled `entry`. `name` names it in the cache; `options` are esbuild's over ours. Throws where it does
 * not compile, or where the cache cannot be written.
 */
export async function compiledFile(name, entry, options) {
  return remembered(name) ?? (await compile(name, entry, options));
}

/** In the packages' folder; in the user's own cache where that may not be written, as in a container. */
function findFolder() {
  const beside = join(ROOT, 'node_modules/.cache/geneglot');
  try {
    mkdirSync(beside, {recursive: true});
    accessSync(beside, constants.W_OK);
    return beside;
  } catch {
    return folderOfUser() ?? beside;
  }
}

// Compiled files import packages by name, which Node looks for in folders above: links lead to both that may hold them.
function folderOfUser() {
  const digits = createHash('sha256').update(ROOT).digest('hex').slice(0, 12);
  const cache = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
  const above = join(cache, 'geneglot', `compiled-${digits}`);
  const folder = join(above, 'files');
  try {
    mkdirSync(folder, {recursive: true});
    link(join(folder, 'node_modules'), join(ROOT, 'node_modules'));
    link(join(above, 'node_modules'), dirname(ROOT));
    return folder;
  } catch {
    return undefined;
  }
}

function link(path, target) {
  try {
    symlinkSync(target, path);
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
  }
}

function remembered(name) {
  try {
    const {file, root, node, stamps, parts} = JSON.parse(readFileSync(memoryOf(name), 'utf8'));
    if (root !== ROOT || node !== process.version) return undefined;
    const holds =
      Object.entries(stamps).every(([path, stamp]) => stampOf(path) === stamp) &&
      parts.every(part => remembered(nameOf(part)) === part);
    statSync(join(FOLDER, file));
    return holds ? join(FOLDER, file) : undefined;
  } catch {
    return undefined;
  }
}

/** What a compiled file was named when it was compiled. */
function nameOf(path) {
  return basename(path).replace(/-[^-]*$/, '');
}

function memoryOf(name) {
  return join(FOLDER, `${name}.json`);
}

function stampOf(path) {
  const {size, mtimeNs, ctimeNs, ino} = statSync(join(ROOT, path), {bigint: true});
  return `${size}-${mtimeNs}-${ctimeNs}-${ino}`;
}

// Code that was kept cannot call Node's `import()`.
function wrap(text) {
  return `(function(exports,require,module,__import){${text.replace(/(?<![\w$.])import\(/g, '__import(')}\n})`;
}

async function compile(name, entry, options) {
  const before = Date.now();
  const {build} = await import('esbuild');
  const isCommon = options.format === 'cjs';
  const ending = isCommon ? '.cjs' : '.mjs';
  const {outputFiles, metafile} = await build({
    entryPoints: [entry],
    absWorkingDir: ROOT,
    outfile: join(FOLDER, `${name}${ending}`),
    bundle: true,
    write: false,
    metafile: true,
    platform: 'node',
    format: 'esm',
    target: `node${process.versions.node}`,
    define: {
      'import.meta.url': '__url',
      'import.meta.dirname': '__dirname',
      'import.meta.filename': '__filename',
    },
    logLevel: 'silent',
    ...options,
  });
  const output = outputFiles.find(({path}) => path.endsWith(ending));
  const code = isCommon ? wrap(output.text) : output.contents;
  const map = outputFiles.find(({path}) => path.endsWith('.map'))?.contents;
  const digest = createHash('sha256')
    .update(code)
    .update(map ?? '')
    .digest('hex');
  const file = `${name}-${digest.slice(0, 16)}${ending}`;
  mkdirSync(FOLDER, {recursive: true});
  if (map) replace(join(FOLDER, `${file}.map`), map);
  replace(join(FOLDER, file), code);
  const own = ['bin/compiled-file.mjs', 'bin/load-compiled.mjs', 'bin/load-runner.mjs'];
  if (!isDoubtful(metafile))
    remember(name, file, [...Object.keys(metafile.inputs), ...own], partsOf(metafile), before);
  prune(name, before - KEPT_MS);
  return join(FOLDER, file);
}

/** Whether a file is one of a package that geneglot or a project uses; geneglot may itself lie in node_modules. */
export function isPackage(file) {
  const own = relative(ROOT, file);
  return /[/\\]node_modules[/\\]/.test(own.startsWith('..') ? file : `/${own}`);
}

/**
 * Whether an import does not name its file in full: then another file, or a setting such as the paths of tsconfig.json,
 * may come to lead it elsewhere while none of the sources changes.
 */
function isDoubtful({inputs}) {
  return Object.entries(inputs).some(([name, {imports}]) => {
    const file = resolve(ROOT, name);
    return imports.some(({path, original, external}) => {
      const target = resolve(ROOT, path);
      if (original === undefined || external || isPackage(file) || isPackage(target)) return false;
      // geneglot itself, imported by a stage of another project.
      if (/^geneglot\//.test(original) && target.startsWith(ROOT)) return false;
      return resolve(dirname(file), original) !== target;
    });
  });
}

/** Paths of the compiled files that one imports. */
function partsOf({outputs}) {
  const imported = Object.values(outputs).flatMap(({imports}) => imports.map(({path}) => path));
  const own = imported.filter(path => path.startsWith(pathToFileURL(FOLDER).href));
  return [...new Set(own)].map(url => fileURLToPath(url));
}

function remember(name, file, paths, parts, before) {
  const times = paths.map(path => statSync(join(ROOT, path)));
  if (
    times.some(({mtimeMs, ctimeMs}) => before - mtimeMs < SETTLED_MS || before - ctimeMs < TICK_MS)
  )
    return;
  const stamps = Object.fromEntries(paths.map(path => [path, stampOf(path)]));
  replace(memoryOf(name), JSON.stringify({file, root: ROOT, node: process.version, stamps, parts}));
}

function prune(name, before) {
  for (const file of readdirSync(FOLDER)) {
    const path = join(FOLDER, file);
    if (!file.startsWith(`${name}-`)) continue;
    // Another process may have removed it just now.
    const found = statSync(path, {throwIfNoEntry: false});
    if (found && found.mtimeMs < before) rmSync(path, {force: true});
  }
}

/** What stands for `import.meta.url` and its like in a file: where its source lies, which compiling must not change. */
export function locationOf(path) {
  const [url, folder, file] = [pathToFileURL(path).href, dirname(path), path].map(text =>
    JSON.stringify(text),
  );
  return `const __url=${url},__dirname=${folder},__filename=${file};`;
}
