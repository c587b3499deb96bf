// The house's walls: who may import whom, no cycles, small folders, nothing heavy loaded with a stage, no hidden
// randomness. docs/decisions/0011-rooms.md says what each room is for.
import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {dirname, join, relative, resolve} from 'node:path';
import {describe, expect, test} from '@jest/globals';

const root = resolve(import.meta.dirname, '..');

/** Room → what its files may import besides the room itself: a room, a folder of one, or one file. Top floor first. */
const MAY_IMPORT: Record<string, string[]> = {
  web: [
    'run',
    'shared/answers',
    'shared/report',
    'shared/scores',
    'shared/genes',
    'shared/stats',
    'shared/text',
  ],
  stages: [
    'shared/models',
    'shared/report',
    'shared/formats',
    'shared/cells',
    'shared/scores',
    'shared/genes',
    'shared/engines',
    'shared/stats',
    'shared/text',
    'shared/pipeline/stage.ts',
    'shared/pipeline/stage-contract.ts',
    'run',
  ],
  'shared/ask': [
    'run',
    'shared/answers',
    'shared/study',
    'shared/pipeline',
    'shared/models',
    'shared/report',
    'shared/formats',
    'shared/cells',
    'shared/scores',
    'shared/genes',
    'shared/stats',
    'shared/text',
  ],
  'shared/answers': ['run', 'shared/scores', 'shared/genes', 'shared/stats', 'shared/text'],
  'shared/study': ['shared/pipeline'],
  'shared/pipeline': [
    'shared/formats/format.ts',
    'shared/formats/remove-at-end.ts',
    'shared/formats/stage-summary.ts',
    'shared/text',
  ],
  'shared/models': [
    'run',
    'shared/formats',
    'shared/cells',
    'shared/scores',
    'shared/genes',
    'shared/engines',
    'shared/stats',
  ],
  'shared/report': [
    'run',
    'shared/cells',
    'shared/scores',
    'shared/genes',
    'shared/stats',
    'shared/text',
  ],
  'shared/formats': [
    'run',
    'shared/cells',
    'shared/scores',
    'shared/genes',
    'shared/engines/contract',
    'shared/stats',
  ],
  'shared/scores': ['shared/genes', 'shared/stats'],
  'shared/cells': ['shared/genes', 'shared/stats', 'shared/text'],
  'shared/genes': ['shared/stats', 'shared/text'],
  'shared/engines': [],
  'shared/stats': [],
  'shared/text': [],
};

/** Rooms and folders that compute alone: no files, processes or network. */
const PURE_FOLDERS = [
  'web',
  'shared/models/gpt',
  'shared/models/set-encoder',
  'shared/models/baselines',
  'shared/models/ensembles',
  'shared/models/training',
  'shared/answers',
  'shared/report',
  'shared/scores',
  'shared/cells',
  'shared/genes',
  'shared/engines/contract',
  'shared/stats',
  'shared/text',
];

/** Files of code that a folder holds at most. */
const FOLDER_SIZE = 25;

/** Modules a pure folder never touches: files, processes, the network. */
const IMPURE =
  /^node:(fs|child_process|http|https|net|worker_threads)|^zx$|^@duckdb|^parquetjs-lite|^hyparquet|^apache-arrow$|^h5wasm/;
/** Packages that cost tens of milliseconds to load; only `await import(…)` inside a function may name them. */
const HEAVY =
  /^(@dagrejs\/dagre|@tensorflow\/.*|@huggingface\/tokenizers|webgpu|@duckdb\/node-api|parquetjs-lite|hyparquet.*|apache-arrow|h5wasm(\/.*)?|h5wasm-plugins|zarrita|@zarrita\/.*|vega|vega-lite|vega-interpreter|umap-js|esbuild|listr2|zx)$/;

/** Folders of tests that no single file is the place of: pipelines and commands as a user runs them, data, other tools' values. */
const TESTS_OF_MANY_FILES = [
  'test/architecture.test.ts',
  'test/core',
  'test/data',
  'test/docs.test.ts',
  'test/engines/agreement.test.ts',
  'test/engines/ended-threads.test.ts',
  'test/fuzz',
  'test/golden',
  'test/install-scripts.test.ts',
  'test/kill',
  'test/peers',
  'test/pipeline/commands',
  'test/pipeline/declare/mistakes',
  'test/pipelines',
  'test/run',
  'test/slurm',
  'test/web/browser',
];

interface Import {
  specifier: string;
  typeOnly: boolean;
  dynamic: boolean;
}

const files = ['web', 'stages', 'shared'].flatMap(folder =>
  readdirSync(join(root, folder), {recursive: true, encoding: 'utf8'})
    .filter(name => /\.tsx?$/.test(name))
    .map(name => join(folder, name)),
);

function importsOf(file: string): Import[] {
  const text = readFileSync(join(root, file), 'utf8');
  const fixed = text.matchAll(
    /^\s*(?:import|export)\s+(type\s+)?(?:[^'";]*?\sfrom\s+)?'([^']+)'/gm,
  );
  const dynamic = text.matchAll(/\bimport\(\s*'([^']+)'\s*\)/g);
  return [
    ...Array.from(fixed, ([, type, specifier]) => ({
      specifier,
      typeOnly: type !== undefined,
      dynamic: false,
    })),
    ...Array.from(dynamic, ([, specifier]) => ({specifier, typeOnly: false, dynamic: true})),
  ];
}

function localTarget(file: string, specifier: string): string | undefined {
  return specifier.startsWith('.')
    ? relative(root, resolve(root, dirname(file), specifier))
    : undefined;
}

function areaOf(file: string): string {
  return Object.keys(MAY_IMPORT).find(area => file.startsWith(`${area}/`)) ?? '';
}

describe('architecture', () => {
  test('the rules see the files they are about', () => {
    expect(files.length).toBeGreaterThan(30);
    expect(importsOf('stages/train-gpt.ts').map(({specifier}) => specifier)).toContain(
      '../shared/engines/load.ts',
    );
    expect(files.filter(file => areaOf(file) === '')).toEqual([]);
  });

  test('every file imports only from the folders its own may use', () => {
    const forbidden = files.flatMap(file =>
      importsOf(file)
        .map(({specifier}) => localTarget(file, specifier))
        .filter(target => target !== undefined)
        .filter(target => areaOf(target) !== areaOf(file) || areaOf(file) === 'stages')
        .filter(
          target =>
            !MAY_IMPORT[areaOf(file)].some(
              allowed => target === allowed || target.startsWith(`${allowed}/`),
            ),
        )
        .map(target => `${file} → ${target}`),
    );
    expect(forbidden).toEqual([]);
  });

  test('no folder holds more files than a reader takes in', () => {
    const full = ['web', 'shared', 'stages', 'test', 'bench', 'core', 'data'].flatMap(folder =>
      crowdedFolders(join(root, folder)),
    );
    expect(full).toEqual([]);
  });

  test('pure folders touch no files, processes or network', () => {
    const impure = files
      .filter(file => PURE_FOLDERS.some(folder => file.startsWith(`${folder}/`)))
      .flatMap(file =>
        importsOf(file)
          .filter(({specifier}) => IMPURE.test(specifier))
          .map(({specifier}) => `${file} → ${specifier}`),
      );
    expect(impure).toEqual([]);
  });

  test('no import cycle, types included', () => {
    const graph = new Map(
      files.map(file => [
        file,
        importsOf(file)
          .map(({specifier}) => localTarget(file, specifier))
          .filter(target => target !== undefined),
      ]),
    );
    expect(findCycle(graph)).toBeUndefined();
  });

  // A long chain means that a reader has to know that many files to trust the first; what a file loads when it is
  // called is counted apart.
  test.each([
    ['that load at once', 8, false],
    ['that load at once or on demand', 10, true],
  ])('no chain of imports %s inside the runner is longer than %i files', (_, longest, dynamic) => {
    const runner = files.filter(file => file.startsWith('shared/pipeline/'));
    const graph = new Map(
      runner.map(file => [
        file,
        importsOf(file)
          .filter(found => dynamic || !found.dynamic)
          .map(({specifier}) => localTarget(file, specifier))
          .filter(target => target !== undefined)
          .filter(target => target.startsWith('shared/pipeline/')),
      ]),
    );
    const chain = longestChain(graph);
    expect(chain.length > longest ? chain : []).toEqual([]);
  });

  test('heavy packages load only when used', () => {
    const eager = files.flatMap(file =>
      importsOf(file)
        .filter(({specifier, typeOnly, dynamic}) => HEAVY.test(specifier) && !typeOnly && !dynamic)
        .map(({specifier}) => `${file} → ${specifier}`),
    );
    expect(eager).toEqual([]);
  });

  test('randomness comes from seeds and results know no clock', () => {
    const unseeded = files.filter(file =>
      /\bMath\.random\(/.test(readFileSync(join(root, file), 'utf8')),
    );
    expect(unseeded).toEqual([]);
    const clocks = files
      // The foot of the workbench says when a page was printed.
      .filter(file => !file.startsWith('shared/pipeline/') && file !== 'web/views/foot.tsx')
      .filter(file => /\bDate\.now\(|new Date\(\)/.test(readFileSync(join(root, file), 'utf8')));
    expect(clocks).toEqual([]);
  });

  test('every test lies where the file lies that it tests', () => {
    const astray = readdirSync(join(root, 'test'), {recursive: true, encoding: 'utf8'})
      .filter(name => name.endsWith('.test.ts'))
      .map(name => join('test', name))
      .filter(name => !TESTS_OF_MANY_FILES.some(own => name === own || name.startsWith(`${own}/`)))
      .filter(name => placesOf(name).every(place => !files.includes(place)));
    expect(astray).toEqual([]);
  });

  test('stages that compute by an engine, and no others, declare what engines are compiled from', () => {
    const wrong = files
      .filter(file => areaOf(file) === 'stages')
      .filter(
        file =>
          reaches(file, 'shared/engines/native.ts') !==
          readFileSync(join(root, file), 'utf8').includes('assets: ENGINE_ASSETS'),
      );
    expect(wrong).toEqual([]);
  });

  test('every stage has tests of its own', () => {
    const tested = new Set(
      readdirSync(join(root, 'test/stages'), {recursive: true, encoding: 'utf8'}),
    );
    const untested = readdirSync(join(root, 'stages'), {recursive: true, encoding: 'utf8'}).filter(
      name => name.endsWith('.ts') && !tested.has(name.replace(/\.ts$/, '.test.ts')),
    );
    expect(untested).toEqual([]);
  });
});

/** The files that `test/X/a-b.test.ts` may be about: a-b.ts in X, or a.ts, of which it then tests a part. */
function placesOf(test: string): string[] {
  const path = test.replace(/^test\/(?!stages\/|web\/)/, 'shared/').replace(/^test\//, '');
  const words = path.replace(/\.test\.ts$/, '').split('-');
  return words.flatMap((_, count) => {
    const place = words.slice(0, count + 1).join('-');
    return [`${place}.ts`, `${place}.tsx`];
  });
}

/** Whether code that `file` loads, types aside, comes to `wanted`. */
function reaches(file: string, wanted: string): boolean {
  const seen = new Set([file]);
  for (const at of seen) {
    if (!existsSync(join(root, at))) continue;
    for (const {specifier, typeOnly} of importsOf(at)) {
      const target = localTarget(at, specifier);
      if (target !== undefined && !typeOnly) seen.add(target);
    }
  }
  return seen.has(wanted);
}

function findCycle(graph: Map<string, string[]>): string[] | undefined {
  const done = new Set<string>();
  const visit = (file: string, path: string[]): string[] | undefined => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    if (done.has(file)) return undefined;
    for (const next of graph.get(file) ?? []) {
      const cycle = visit(next, [...path, file]);
      if (cycle) return cycle;
    }
    done.add(file);
    return undefined;
  };
  for (const file of graph.keys()) {
    const cycle = visit(file, []);
    if (cycle) return cycle;
  }
  return undefined;
}

/** The most files of which each imports the next; the graph has no cycles. */
function longestChain(graph: ReadonlyMap<string, readonly string[]>): string[] {
  const chains = new Map<string, string[]>();
  const chainFrom = (file: string): string[] => {
    const known = chains.get(file) ?? [file, ...longest((graph.get(file) ?? []).map(chainFrom))];
    chains.set(file, known);
    return known;
  };
  return longest([...graph.keys()].map(chainFrom));
}

function longest(chains: readonly string[][]): string[] {
  return chains.reduce((best, chain) => (chain.length > best.length ? chain : best), []);
}

/** Folders below this one, itself included, that hold too many files of code; what is built or ignored by git aside. */
function crowdedFolders(folder: string): string[] {
  const entries = readdirSync(folder, {withFileTypes: true}).filter(({name}) => name !== 'build');
  const code = entries.filter(
    entry => entry.isFile() && /\.([cm]?tsx?|mjs|[ch]pp)$/.test(entry.name),
  );
  const own = code.length > FOLDER_SIZE ? [`${relative(root, folder)}: ${code.length}`] : [];
  const inner = entries.filter(entry => entry.isDirectory());
  return [...own, ...inner.flatMap(({name}) => crowdedFolders(join(folder, name)))];
}
