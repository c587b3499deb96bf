// The house's walls: who may import whom, no cycles, nothing heavy loaded with a stage, no hidden randomness.
import {readdirSync, readFileSync} from 'node:fs';
import {dirname, join, relative, resolve} from 'node:path';
import {describe, expect, test} from '@jest/globals';

const root = resolve(import.meta.dirname, '..');
const PURE = [
  'genes',
  'gpt',
  'set-encoder',
  'baselines',
  'stacking',
  'stats',
  'cells',
  'report',
  'report-cells',
];
const PURE_FOLDERS = PURE.map(folder => `shared/${folder}`);

/** Folder → folders its files may import, besides itself. Files named outright are allowed alone. */
const MAY_IMPORT: Record<string, string[]> = {
  'shared/genes': ['shared/stats'],
  'shared/stats': [],
  'shared/cells': ['shared/genes', 'shared/stats'],
  'shared/gpt': ['shared/genes', 'shared/stats'],
  'shared/set-encoder': ['shared/gpt', 'shared/baselines', 'shared/stats'],
  'shared/baselines': ['shared/genes', 'shared/gpt', 'shared/stats'],
  'shared/stacking': ['shared/stats'],
  'shared/report': ['shared/genes', 'shared/gpt', 'shared/baselines', 'shared/stats'],
  'shared/report-cells': ['shared/report', 'shared/cells', 'shared/stats'],
  'shared/formats': PURE_FOLDERS,
  'shared/engines': ['shared/gpt', 'shared/set-encoder'],
  'shared/completers': [...PURE_FOLDERS, 'shared/formats', 'shared/engines'],
  // A program that the runner starts by its path, as it does stages; both know the question and nothing else.
  'shared/complete': [...PURE_FOLDERS, 'shared/formats', 'shared/completers'],
  'shared/cell-models': [...PURE_FOLDERS, 'shared/formats', 'shared/engines'],
  'shared/training': [...PURE_FOLDERS, 'shared/formats', 'shared/engines'],
  'shared/pipeline': ['shared/formats', 'shared/report/html.ts', 'shared/complete/question.ts'],
  stages: [
    ...PURE_FOLDERS,
    'shared/formats',
    'shared/engines',
    'shared/completers',
    'shared/cell-models',
    'shared/training',
    'shared/pipeline/stage.ts',
  ],
};

/** Modules a pure folder never touches: files, processes, the network. */
const IMPURE =
  /^node:(fs|child_process|http|https|net|worker_threads)|^zx$|^@duckdb|^parquetjs-lite|^apache-arrow$|^h5wasm/;
/** Packages that cost tens of milliseconds to load; only `await import(…)` inside a function may name them. */
const HEAVY =
  /^(@tensorflow\/.*|@huggingface\/tokenizers|webgpu|@duckdb\/node-api|parquetjs-lite(\/.*)?|fzstd|apache-arrow|h5wasm(\/.*)?|h5wasm-plugins|vega|vega-lite|umap-js|esbuild|listr2|zx)$/;

interface Import {
  specifier: string;
  typeOnly: boolean;
  dynamic: boolean;
}

const files = ['stages', 'shared'].flatMap(folder =>
  readdirSync(join(root, folder), {recursive: true, encoding: 'utf8'})
    .filter(name => name.endsWith('.ts'))
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

  // A path is no import, so the rule above would not see the models come into the runner by it.
  test('the runner starts what completes genes by its path, in one place, and shares no code with it', () => {
    const naming = files.filter(
      file =>
        file.startsWith('shared/pipeline/') &&
        /\/complete\/|'complete',/.test(readFileSync(join(root, file), 'utf8')),
    );
    expect(naming).toEqual([
      'shared/pipeline/complete-command.ts',
      'shared/pipeline/find-model.ts',
    ]);
    expect(importsOf('shared/pipeline/find-model.ts')).toContainEqual({
      specifier: '../complete/question.ts',
      typeOnly: true,
      dynamic: false,
    });
    expect(importsOf('shared/complete/question.ts')).toEqual([]);
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

  test('no import cycle', () => {
    const graph = new Map(
      files.map(file => [
        file,
        importsOf(file)
          .filter(({typeOnly}) => !typeOnly)
          .map(({specifier}) => localTarget(file, specifier))
          .filter(target => target !== undefined),
      ]),
    );
    expect(findCycle(graph)).toBeUndefined();
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
      .filter(file => !file.startsWith('shared/pipeline/'))
      .filter(file => /\bDate\.now\(|new Date\(\)/.test(readFileSync(join(root, file), 'utf8')));
    expect(clocks).toEqual([]);
  });

  test('every stage has tests of its own', () => {
    const tested = new Set(readdirSync(join(root, 'test/stages')));
    const untested = readdirSync(join(root, 'stages')).filter(
      name => !tested.has(name.replace(/\.ts$/, '.test.ts')),
    );
    expect(untested).toEqual([]);
  });
});

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
