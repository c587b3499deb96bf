// The code of a stage: its file and everything it imports, comments, formatting and types aside.
// esbuild walks the imports; its metafile lists them.
import {readFile} from 'node:fs/promises';
import {builtinModules} from 'node:module';
import {dirname, join, resolve} from 'node:path';
import type {Metafile, Plugin} from 'esbuild';
import {readJson} from '../json-file.ts';
import {PACKAGE, placeOf, resolvePlace, splitPlace} from '../own-package.ts';
import {UserError} from '../problem.ts';
import {sha256Of} from './hash-file.ts';
import {findDoubts} from './import-doubts.ts';
import type {CodeFingerprint} from './key-fields.ts';

export interface FingerprintRequest {
  /** Absolute path of the stage file. */
  stageFile: string;
  /** Asset paths and globs, relative to the project or, after `geneglot:`, to the package. */
  assets: readonly string[];
  project: string;
}

/** Reads the code, the given asset files and the versions of packages; `files` are all that the result depends on. */
export async function readFingerprint(
  request: FingerprintRequest,
  assetFiles: readonly string[],
): Promise<{fingerprint: CodeFingerprint; files: string[]}> {
  const {project} = request;
  const imports = await walkImports(request.stageFile, project);
  const assets: [string, string][] = [];
  for (const file of assetFiles) {
    assets.push([placeOf(project, file), sha256Of(await readFile(file))]);
  }
  const found = await Promise.all(
    [...imports.packages].map(([name, from]) => findPackage(name, from)),
  );
  const packages = found
    .map(({name, version}): [string, string] => [name, version])
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    fingerprint: {
      code: Object.fromEntries(imports.code),
      assets: Object.fromEntries(assets),
      packages: Object.fromEntries(packages),
    },
    files: [
      ...[...imports.code.keys()].map(file => resolvePlace(project, file)),
      ...assetFiles,
      ...found.map(entry => entry.file),
      ...imports.doubts,
    ],
  };
}

interface Imports {
  /** SHA-256 of stripped code by what the project calls the file, sorted. */
  code: Map<string, string>;
  /** Packages by name, with a folder they are imported from. */
  packages: Map<string, string>;
  /** Absolute paths of files, there or not, by which an import may come to lead elsewhere. */
  doubts: Set<string>;
}

// Worker files are not imports, so each `new URL('./x.ts', import.meta.url)` becomes one more entry point.
async function walkImports(stageFile: string, project: string): Promise<Imports> {
  const {stripCode} = await import('./strip-code.ts');
  const code = new Map<string, string>();
  const packages = new Map<string, string>();
  const doubts = new Set<string>();
  const waiting = [stageFile];
  for (let entry = waiting.pop(); entry; entry = waiting.pop()) {
    const metafile = await bundle(entry, project);
    for (const [file, {imports}] of Object.entries(metafile.inputs)) {
      const absolute = resolve(project, file);
      const place = placeOf(project, absolute);
      if (code.has(place)) continue;
      const {sha256, workers} = await stripCode(absolute);
      code.set(place, sha256);
      for (const path of findDoubts(absolute, imports, project)) doubts.add(path);
      for (const {path, external} of imports) {
        const name = external ? packageName(path) : undefined;
        if (name && !packages.has(name)) packages.set(name, dirname(absolute));
      }
      waiting.push(...workers);
    }
  }
  return {code: new Map([...code].sort(([a], [b]) => (a < b ? -1 : 1))), packages, doubts};
}

async function bundle(entry: string, project: string): Promise<Metafile> {
  const {build} = await import('esbuild');
  const built = await build({
    entryPoints: [entry],
    absWorkingDir: project,
    bundle: true,
    metafile: true,
    write: false,
    outdir: join(project, 'unwritten'),
    platform: 'node',
    format: 'esm',
    packages: 'external',
    loader: {'.node': 'empty', '.wasm': 'empty'},
    plugins: [withoutRunner],
    logLevel: 'silent',
  }).catch(error => {
    throw new UserError(
      `The code of ${placeOf(project, entry)} does not compile: ${error.message}`,
    );
  });
  return built.metafile;
}

// stage.ts loads its own command line lazily; that is the runner's code and decides no result.
const withoutRunner: Plugin = {
  name: 'without-runner',
  setup(build) {
    build.onResolve({filter: /\/stage-command\.ts$/}, () => ({
      path: './stage-process/stage-command.ts',
      external: true,
    }));
  },
};

function packageName(specifier: string): string | undefined {
  if (/^(\.|\/|node:|file:|data:)/.test(specifier)) return undefined;
  const parts = specifier.split('/');
  const name = specifier.startsWith('@') ? parts.slice(0, 2).join('/') : parts[0];
  return builtinModules.includes(name) ? undefined : name;
}

interface FoundPackage {
  name: string;
  version: string;
  file: string;
}

/** The package as a file in `from` finds it; where it finds none, as geneglot does, which then compiles it in. */
async function findPackage(name: string, from: string): Promise<FoundPackage> {
  const found = (await findAbove(name, from)) ?? (await findAbove(name, PACKAGE));
  if (found) return found;
  return {name, version: 'not installed', file: join(from, 'node_modules', name, 'package.json')};
}

async function findAbove(name: string, from: string): Promise<FoundPackage | undefined> {
  for (let folder = from; ; folder = dirname(folder)) {
    // A package knows itself by its name.
    const isOwn = folder === PACKAGE && name === 'geneglot';
    const file = join(folder, ...(isOwn ? [] : ['node_modules', name]), 'package.json');
    const found = await readJson<{version?: string} | undefined>(file, undefined);
    if (found) return {name, version: found.version ?? 'unversioned', file};
    if (dirname(folder) === folder) return undefined;
  }
}

/** Absolute paths of the declared assets, each once, sorted; what a pattern matches is looked for by `find`. */
export async function expandAssets(
  {stageFile, assets, project}: FingerprintRequest,
  find = findFiles,
): Promise<string[]> {
  const files: string[] = [];
  for (const pattern of assets) {
    const {folder, path} = splitPlace(project, pattern);
    const found = await find(folder, path);
    if (found.length === 0) {
      throw new UserError(
        `${placeOf(project, stageFile)} declares the asset ${pattern}, but no file matches it (looked in ${folder})`,
      );
    }
    files.push(...found);
  }
  return [...new Set(files)].sort();
}

/** Absolute paths of the files in a folder that a pattern matches. */
export async function findFiles(folder: string, pattern: string): Promise<string[]> {
  const {glob} = await import('tinyglobby');
  return glob(pattern, {cwd: folder, absolute: true});
}
