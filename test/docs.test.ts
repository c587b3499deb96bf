// What README and docs name exists: paths, links, headings, commands, options, make targets and parameters of stages.
// Every command, stage and format is described. The README is short.
import {execFile} from 'node:child_process';
import {existsSync, readdirSync, readFileSync, statSync} from 'node:fs';
import {basename, dirname, join, relative} from 'node:path';
import {promisify} from 'node:util';
import {beforeAll, describe, expect, test} from '@jest/globals';
import {globSync} from 'tinyglobby';
import {paramNames} from '../shared/pipeline/param-names.ts';
import type {AnyStage, InputPort} from '../shared/pipeline/stage-contract.ts';
import {headingsOf, matchesInCode, type Page, pages, root} from './docs/read-pages.ts';

const run = promisify(execFile);

const README_WORDS = 900;
const SOURCE_FOLDERS = [
  'web',
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

const files = SOURCE_FOLDERS.flatMap(folder =>
  readdirSync(join(root, folder), {recursive: true, encoding: 'utf8'}).map(name =>
    join(folder, name),
  ),
);
const stageFiles = files.filter(path => path.startsWith('stages/') && path.endsWith('.ts'));
/** Stages of the pipelines that have names of their own → the stage used. */
const usedBy = new Map(
  files
    .filter(path => path.startsWith('pipelines/'))
    .flatMap(path =>
      Array.from(
        readFileSync(join(root, path), 'utf8').matchAll(
          /^ {2}([\w-]+):\n {4}uses: stages\/([\w-]+)/gm,
        ),
        ([, name, stage]) => [name, stage] as const,
      ),
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
    const makefile = ['Makefile', 'study/Makefile']
      .map(file => readFileSync(join(root, file), 'utf8'))
      .join('\n');
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

  test('every command is described', () => {
    const runner = readFileSync(join(root, 'docs/runner.md'), 'utf8');
    const missing = [...help.keys()].filter(name => !runner.includes(`geneglot ${name}`));
    expect(missing).toEqual(['help']);
  });

  test('every stage and every format of a port is described', async () => {
    const stages = readFileSync(join(root, 'docs/stages.md'), 'utf8');
    const formats = readFileSync(join(root, 'docs/data-formats.md'), 'utf8');
    const undescribed: string[] = [];
    for (const file of stageFiles) {
      const {name, inputs, outputs} = await loadStage(file);
      if (!stages.includes(`| \`${name}\``) && !stages.includes(`, \`${name}\``))
        undescribed.push(name);
      for (const port of Object.values<InputPort>({...inputs, ...outputs})) {
        const format = 'format' in port ? port.format.name : 'name' in port ? port.name : undefined;
        if (format && !formats.includes(`\`${format}\``)) undescribed.push(`${name}: ${format}`);
      }
    }
    expect(undescribed).toEqual([]);
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

async function geneglot(...args: string[]): Promise<string> {
  return (await run(process.execPath, [join(root, 'bin/geneglot.mjs'), ...args])).stdout;
}

function optionsOf(text: string): string[] {
  const options = text.match(/(?<![\w=-])--[a-z][a-z0-9-]*/g) ?? [];
  return options.filter(option => !FOREIGN_OPTIONS.test(option));
}

async function loadStage(file: string): Promise<AnyStage> {
  return (await import(join(root, file))).default;
}

/** Parameters and inputs of the stage, whatever folder of stages/ its file lies in. */
async function namesOf(name: string): Promise<string[]> {
  const file = stageFiles.find(path => path.endsWith(`/${usedBy.get(name) ?? name}.ts`));
  if (!file) return [];
  const stage = await loadStage(file);
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
