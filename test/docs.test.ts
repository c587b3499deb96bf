// What README and docs name exists: paths, links, headings, commands, options, make targets and parameters of stages;
// the README is short.
import {execFile} from 'node:child_process';
import {existsSync, readdirSync, readFileSync, statSync} from 'node:fs';
import {basename, dirname, join, relative} from 'node:path';
import {promisify} from 'node:util';
import {beforeAll, describe, expect, test} from '@jest/globals';
import {globSync} from 'tinyglobby';
import {paramNames} from '../shared/pipeline/param-names.ts';
import type {AnyStage} from '../shared/pipeline/stage-contract.ts';

const root = join(import.meta.dirname, '..');
const run = promisify(execFile);

const README_WORDS = 900;
const SOURCE_FOLDERS = [
  'stages',
  'shared',
  'core',
  'test',
  'bench',
  'data',
  'docs',
  'pipelines',
  'bin',
];
/** Options of sbatch, of a stage that runs alone and of Jest. */
const FOREIGN_OPTIONS =
  /^--(cpus-per-task|mem|gres|time|requeue|signal|help|in|out|param|testNamePattern)$/;

interface Page {
  path: string;
  /** The page without its fenced code. */
  text: string;
  /** Inline code, and lines of fenced code. */
  code: string[];
  /** Fenced TypeScript files: where each would lie, and what it imports. */
  examples: {path: string; imports: string[]}[];
}

const pages: Page[] = [
  ...['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'bench/RESULTS.md', 'core/README.md'],
  'data/README.md',
  ...globSync('docs/**/*.md', {cwd: root}),
].map(path => readPage(path));

const files = SOURCE_FOLDERS.flatMap(folder =>
  readdirSync(join(root, folder), {recursive: true, encoding: 'utf8'}).map(name =>
    join(folder, name),
  ),
);
const names = new Set([...files, ...readdirSync(root)].map(file => basename(file)));

describe('README and docs', () => {
  /** Help of every command, by its name. */
  const help = new Map<string, string>();
  beforeAll(async () => {
    const commands = (await geneglot('--help')).matchAll(/^ {2}([a-z]+) /gm);
    await Promise.all(
      Array.from(commands, async ([, name]) => {
        help.set(name, await geneglot(name, '--help'));
      }),
    );
  });

  test('the README is read in a few minutes', () => {
    expect(readFileSync(join(root, 'README.md'), 'utf8').match(/\S+/g)!.length).toBeLessThanOrEqual(
      README_WORDS,
    );
  });

  test('every path exists', () => {
    expect(pages.flatMap(page => missingPaths(page))).toEqual([]);
  });

  test('every link between pages leads to a page and a heading', () => {
    expect(pages.flatMap(page => brokenLinks(page))).toEqual([]);
  });

  test('every make target exists', () => {
    const makefile = readFileSync(join(root, 'Makefile'), 'utf8');
    const unknown = matchesInCode(/^(?:[$] )?make ([a-z][\w./-]*)/g).filter(
      ({found}) => !makefile.includes(`\n${found[1]}:`),
    );
    expect(unknown.map(({page, found}) => `${page}: ${found[0]}`)).toEqual([]);
  });

  test('every geneglot command and option exists', () => {
    const unknown = matchesInCode(
      /(?:^|[$|;] |bin\/)geneglot(?:\.mjs)? +([a-z]+)(?![\w-])([^|#\n]*)/g,
    ).flatMap(({page, found: [, name, rest]}) => {
      const text = help.get(name);
      if (text === undefined) return [`${page}: geneglot ${name}`];
      return optionsOf(rest).flatMap(option =>
        text.includes(`${option} `) ? [] : [`${page}: geneglot ${name} ${option}`],
      );
    });
    expect(unknown).toEqual([]);
  });

  test('every option that stands alone is one of some command', () => {
    const all = [...help.values()].join('\n');
    const unknown = matchesInCode(/^(?:… )?(--[a-z][^|]*)/g, /^bench/).flatMap(({page, found}) =>
      optionsOf(found[1])
        .filter(option => !all.includes(`${option} `))
        .map(option => `${page}: ${option}`),
    );
    expect(unknown).toEqual([]);
  });

  test('every --set names a parameter or a source of its stage', async () => {
    const unknown: string[] = [];
    for (const {page, found} of matchesInCode(/--set '?([a-z-]+)\.(\w+)=/g)) {
      const known = await namesOf(found[1]);
      if (!known.includes(found[2])) unknown.push(`${page}: ${found[0]}`);
    }
    expect(unknown).toEqual([]);
  });
});

function readPage(path: string): Page {
  const text = readFileSync(join(root, path), 'utf8');
  const fences = Array.from(text.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm));
  const prose = text.replace(/^```[\s\S]*?^```$/gm, '');
  const inline = Array.from(prose.matchAll(/`([^`\n]+)`/g), ([, code]) => code);
  const lines = fences
    .filter(([, kind]) => kind !== 'ts')
    .flatMap(([, , body]) => body.split('\n'));
  const examples = fences
    .filter(([, kind]) => kind === 'ts')
    .map(([, , body]) => ({
      path: /^\/\/ (\S+)/.exec(body)![1],
      imports: Array.from(body.matchAll(/from '(\.[^']+)'/g), ([, target]) => target),
    }));
  return {path, text: prose, code: [...inline, ...lines], examples};
}

interface Match {
  page: string;
  found: RegExpMatchArray;
}

/** Matches in the code of all pages but those of `except`. */
function matchesInCode(pattern: RegExp, except = /^$/): Match[] {
  return pages
    .filter(({path}) => !except.test(path))
    .flatMap(({path, code}) =>
      code.flatMap(line => Array.from(line.matchAll(pattern), found => ({page: path, found}))),
    );
}

async function geneglot(...args: string[]): Promise<string> {
  return (await run(process.execPath, [join(root, 'bin/geneglot.mjs'), ...args])).stdout;
}

function optionsOf(text: string): string[] {
  const options = text.match(/(?<![\w=-])--[a-z][a-z-]*/g) ?? [];
  return options.filter(option => !FOREIGN_OPTIONS.test(option));
}

/** Parameters and inputs of the stage, whatever folder of stages/ its file lies in. */
async function namesOf(name: string): Promise<string[]> {
  const file = files.find(path => path.startsWith('stages/') && path.endsWith(`/${name}.ts`));
  if (!file) return [];
  const {default: stage}: {default: AnyStage} = await import(join(root, file));
  return [...paramNames(stage), ...Object.keys(stage.inputs)];
}

function missingPaths({path: page, code, examples}: Page): string[] {
  const bare = code.filter(text => /^[\w.-]+\.([cm]?ts|mjs|[ch]pp|py|sh|yaml)$/.test(text));
  const tokens = code.flatMap(text => text.match(/[\w.*{},/-]+\/[\w.*{},/-]*/g) ?? []);
  return [
    ...examples.flatMap(({path, imports}) =>
      imports.filter(target => !existsSync(join(root, dirname(path), target))),
    ),
    ...bare.filter(name => !names.has(name)),
    ...tokens.filter(token => isOurs(token, page) && !exists(token, page)),
  ].map(name => `${page}: ${name}`);
}

/** Whether the token begins with one of the project's folders and names no placeholder. */
function isOurs(token: string, page: string): boolean {
  const [folder] = token.replace(/^(\.\.?\/)+/, '').split('/');
  if (/\b(NAME|FILE|FOLDER|STAGE)\b/.test(token) || folder === 'artifacts') return false;
  if (folder === '') return false;
  return SOURCE_FOLDERS.includes(folder) || isFolder(join(root, dirname(page), folder));
}

function isFolder(path: string): boolean {
  return existsSync(path) && statSync(path).isDirectory();
}

function exists(token: string, page: string): boolean {
  const path = token.replace(/^(\.\.?\/)+/, '').replace(/[.,]$/, '');
  return [root, join(root, dirname(page))].some(
    folder =>
      existsSync(join(folder, path)) ||
      existsSync(join(folder, `${path}.ts`)) ||
      globSync([path, `${path}*`], {cwd: folder, ignore: ['**/node_modules/**']}).length > 0,
  );
}

function brokenLinks({path: page, text}: Page): string[] {
  return Array.from(text.matchAll(/\]\(([^)\s]+)\)/g), ([, target]) => target)
    .filter(target => !/^[a-z]+:/.test(target))
    .filter(target => {
      const [path, heading] = target.split('#');
      const file = path ? join(root, dirname(page), path) : join(root, page);
      if (!existsSync(file)) return true;
      return heading !== undefined && !headingsOf(relative(root, file)).includes(heading);
    })
    .map(target => `${page}: ${target}`);
}

/** Anchors of a page's headings, as GitHub makes them. */
function headingsOf(page: string): string[] {
  const titles = readPage(page).text.matchAll(/^#+ (.+)$/gm);
  return Array.from(titles, ([, title]) =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}
