// Loads the runner: one compiled file, remembered while none of its sources changes. tsx would take longer to start
// than the runner takes to find that there is nothing to do; here it starts only when a stage file has to be loaded.
import {createHash} from 'node:crypto';
import {mkdirSync, readFileSync, renameSync, statSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {fileURLToPath, pathToFileURL} from 'node:url';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const ENTRY = join(ROOT, 'shared/pipeline/cli.ts');
const FOLDER = join(ROOT, 'node_modules/.cache/geneglot');
const MEMORY = join(FOLDER, 'runner.json');
/** A source younger than this may change again within its clock tick, so its stamp is not trusted yet. */
const SETTLED_MS = 2000;
/** Packages too large to be worth compiling in; the runner loads them when it needs them. */
const EXTERNAL = [
  'esbuild',
  'tsx',
  'listr2',
  'tinyglobby',
  'zx',
  '@duckdb/node-api',
  'apache-arrow',
];

/** The exports of cli.ts; from its sources by tsx where no compiled file can be made. */
export async function loadRunner() {
  try {
    return await import(pathToFileURL(remembered() ?? (await compile())).href);
  } catch (error) {
    if (process.env.GENEGLOT_DEBUG) console.error(error);
    await enableTypeScript();
    return import(pathToFileURL(ENTRY).href);
  }
}

let enabled;

/** Lets Node load TypeScript. */
export function enableTypeScript() {
  enabled ??= import('tsx/esm/api').then(({register}) => register());
  return enabled;
}

function remembered() {
  try {
    const {file, root, node, stamps} = JSON.parse(readFileSync(MEMORY, 'utf8'));
    if (root !== ROOT || node !== process.version) return undefined;
    const holds = Object.entries(stamps).every(([path, stamp]) => stampOf(path) === stamp);
    statSync(join(FOLDER, file));
    return holds ? join(FOLDER, file) : undefined;
  } catch {
    return undefined;
  }
}

function stampOf(path) {
  const {size, mtimeNs, ctimeNs, ino} = statSync(join(ROOT, path), {bigint: true});
  return `${size}-${mtimeNs}-${ctimeNs}-${ino}`;
}

async function compile() {
  const before = Date.now();
  const {build} = await import('esbuild');
  const {outputFiles, metafile} = await build({
    entryPoints: [ENTRY],
    absWorkingDir: ROOT,
    bundle: true,
    write: false,
    metafile: true,
    platform: 'node',
    format: 'esm',
    target: `node${process.versions.node}`,
    minifyWhitespace: true,
    external: EXTERNAL,
    define: {'import.meta.url': '__url', 'import.meta.dirname': '__dirname'},
    banner: {js: requireBanner()},
    plugins: [keepLocations],
    logLevel: 'silent',
  });
  const code = outputFiles[0].contents;
  const file = `runner-${createHash('sha256').update(code).digest('hex').slice(0, 16)}.mjs`;
  mkdirSync(FOLDER, {recursive: true});
  replace(join(FOLDER, file), code);
  remember(file, Object.keys(metafile.inputs), before);
  return join(FOLDER, file);
}

// Packages of the CommonJS kind that are compiled in ask for Node's modules with require().
function requireBanner() {
  return `import {createRequire as __createRequire} from 'node:module';const require=__createRequire(${JSON.stringify(pathToFileURL(ENTRY).href)});`;
}

// The runner's own files find each other by where they lie, which the compiled file must not change.
const keepLocations = {
  name: 'keep-locations',
  setup(build) {
    build.onLoad({filter: /[/\\]shared[/\\].*\.ts$/}, ({path}) => {
      const url = JSON.stringify(pathToFileURL(path).href);
      const text = readFileSync(path, 'utf8');
      return {
        contents: `const __url=${url},__dirname=${JSON.stringify(dirname(path))};${text}`,
        loader: 'ts',
      };
    });
  },
};

function remember(file, sources, before) {
  const own = join('bin', 'load-runner.mjs');
  const paths = [...sources, own];
  const newest = Math.max(...paths.map(path => statSync(join(ROOT, path)).mtimeMs));
  if (before - newest < SETTLED_MS) return;
  const stamps = Object.fromEntries(paths.map(path => [path, stampOf(path)]));
  replace(MEMORY, JSON.stringify({file, root: ROOT, node: process.version, stamps}));
}

/** Writes a file beside its place and renames it there, so that nobody reads half of it. */
function replace(path, content) {
  const temporary = `${path}.${process.pid}.tmp`;
  writeFileSync(temporary, content);
  renameSync(temporary, path);
}
