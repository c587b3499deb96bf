// Loads the runner, and makes ready what it starts: one compiled file each. tsx would take longer to start than the
// runner takes to find that there is nothing to do, or a small stage to do its work.
import {createHash} from 'node:crypto';
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {pathToFileURL} from 'node:url';
import {compiledFile, isPackage, locationOf, ROOT} from './compiled-file.mjs';
import {loadCompiled} from './load-compiled.mjs';

const ENTRY = join(ROOT, 'shared/ask/main.ts');
const STAGE_PROCESS = join(ROOT, 'shared/pipeline/stage-process/run-stage.ts');
/** Packages too large to be worth compiling in; the runner loads them when it needs them. */
const EXTERNAL = ['@dagrejs/dagre', 'esbuild', 'tsx', 'listr2', '@duckdb/node-api', 'apache-arrow'];

/** The exports of main.ts; from its sources by tsx where no compiled file can be made. */
export async function loadRunner() {
  try {
    const options = {...ownOptions(), format: 'cjs', banner: {}};
    return loadCompiled(await compiledFile('runner', ENTRY, options), useOf(process.argv[2]));
  } catch (error) {
    tell(error);
    await enableTypeScript();
    return import(pathToFileURL(ENTRY).href);
  }
}

/** Commands that call functions of their own, and that people wait for. */
const USES = ['run', 'status', 'plan', 'complete', 'enrich', 'annotate'];

function useOf(command) {
  return USES.includes(command) ? command : 'other';
}

let enabled;

/** Lets Node load TypeScript. */
export function enableTypeScript() {
  enabled ??= import('tsx/esm/api').then(({register}) => register());
  return enabled;
}

/**
 * Files that plain Node runs: the process of a stage, and the stage itself. Undefined where only tsx does the same as
 * the sources: when the code loads what is not known before it runs.
 */
export async function compileStage(stageFile) {
  try {
    const [program, module] = await Promise.all([
      compiledFile('run-stage', STAGE_PROCESS, {...ownOptions(), sourcemap: 'external'}),
      compiledFile(`stage-${digitsOf(stageFile)}`, stageFile, {
        plugins: [stageFiles],
        // Those of Node alone: a package must be the very file that Node would take.
        conditions: [],
        keepNames: true,
        sourcemap: 'external',
        sourcesContent: false,
      }),
    ]);
    return {program, module};
  } catch (error) {
    tell(error);
    return undefined;
  }
}

const packages = new Map();

/** A package as one file; the stages of a first start, which are compiled side by side, wait for the same. */
function compiledPackage(path) {
  const name = `package-${digitsOf(path)}`;
  const going =
    packages.get(name) ??
    compiledFile(name, path, {minifyWhitespace: true, conditions: [], keepNames: true}).finally(
      () => packages.delete(name),
    );
  packages.set(name, going);
  return going;
}

function digitsOf(path) {
  return createHash('sha256').update(path).digest('hex').slice(0, 12);
}

function tell(error) {
  if (process.env.GENEGLOT_DEBUG) console.error(error);
}

function ownOptions() {
  return {
    minifyWhitespace: true,
    external: EXTERNAL,
    banner: {js: requireBanner()},
    plugins: [keepLocations, englishAlone],
  };
}

// Packages of the CommonJS kind that are compiled in ask for Node's modules with require().
function requireBanner() {
  return `import {createRequire as __createRequire} from 'node:module';const require=__createRequire(${JSON.stringify(pathToFileURL(ENTRY).href)});`;
}

// The runner's own files find each other by where they lie, and so do the packages of its globs.
const keepLocations = {
  name: 'keep-locations',
  setup(build) {
    build.onLoad({filter: /[/\\](shared[/\\].*\.ts|(tinyglobby|fdir)[/\\].*\.mjs)$/}, ({path}) => ({
      contents: locationOf(path) + readFileSync(path, 'utf8'),
      loader: path.endsWith('ts') ? 'ts' : 'js',
    }));
  },
};

// zod's messages in fifty languages, all of which it would make ready at every start; ours are in English.
const englishAlone = {
  name: 'english-alone',
  setup(build) {
    build.onLoad({filter: /[/\\]zod[/\\]v4[/\\]locales[/\\]index\.js$/}, () => ({
      contents: "export {default as en} from './en.js';",
    }));
  },
};

/**
 * Each of these finds its target when it runs, by a path that compiling changes, or by tsx. A package named by a
 * variable, marked as such, is found from below node_modules as from the source.
 */
const ONLY_AS_SOURCE = [
  /^#!/,
  /\bimport\(\s*(?!['"]|\/\* package \*\/)/,
  /\bimport\.meta\.(?!(url|dirname|filename)\b)/,
  /['"`][^'"`\n]*\.[cm]?tsx?['"`]\s*,\s*import\.meta/,
  /\b__(url|dirname|filename)\b/,
];

// A stage and the files it imports become one; packages stay where they are, but for zod, which every
// stage loads, and apache-arrow: a hundred files each, which become one that all stages import.
const stageFiles = {
  name: 'stage-files',
  setup(build) {
    build.onLoad({filter: /\.m?[jt]s$/}, ({path}) => {
      if (isPackage(path)) return undefined;
      const text = readFileSync(path, 'utf8');
      const odd = ONLY_AS_SOURCE.find(pattern => pattern.test(text));
      if (odd) throw new Error(`${path} runs only from its source: ${odd}`);
      return {contents: locationOf(path) + text, loader: path.endsWith('ts') ? 'ts' : 'js'};
    });
    // The command line of a stage that is run alone.
    build.onResolve({filter: /\/stage-command\.ts$/}, () => ({
      path: './stage-process/stage-command.ts',
      external: true,
    }));
    build.onResolve({filter: /^[^./]/}, async ({path, kind, resolveDir, importer, pluginData}) => {
      if (pluginData === stageFiles || path.startsWith('node:') || isPackage(importer))
        return undefined;
      const from = {kind, importer, pluginData: stageFiles};
      let found = await build.resolve(path, {...from, resolveDir});
      // A study that has no packages of its own uses those of the geneglot that runs it, as in a container.
      if (found.errors.length > 0) found = await build.resolve(path, {...from, resolveDir: ROOT});
      if (found.errors.length > 0) return found;
      if (found.external) return {path, external: true};
      const isWhole =
        /^(zod|apache-arrow)$/.test(path) && isPackage(found.path) && kind !== 'require-call';
      // Sources: geneglot's, or those that settings of the project give a name to.
      const isCompiledIn =
        /\.[cm]?tsx?$/.test(found.path) || /^(zod|apache-arrow)(\/|$)/.test(path);
      if (isCompiledIn && !isWhole) return {path: found.path, sideEffects: found.sideEffects};
      const file = isWhole ? await compiledPackage(found.path) : found.path;
      return {path: pathToFileURL(file).href, external: true};
    });
  },
};
