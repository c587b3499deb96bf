// Code outside the project: whatever way a pipeline file takes to it, nothing of it is loaded unless the user allows it.
import {existsSync} from 'node:fs';
import {mkdir, rm, symlink, writeFile} from 'node:fs/promises';
import {join, relative} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from '@jest/globals';
import {createRandom} from '../../../shared/stats/random.ts';
import {pick} from '../../fuzz/mutate.ts';
import {createProject, type Project} from '../project.ts';

let project: Project;
/** A folder beside the project, with a stage in it that leaves `mark` where it is loaded. */
let outside: string;
let mark: string;

beforeAll(async () => {
  project = await createProject();
  outside = `${project.folder}-outside`;
  mark = join(outside, 'loaded');
  await mkdir(join(outside, 'stages'), {recursive: true});
  const scale = await project.read('stages/scale.ts');
  const text = `import {writeFileSync as leave} from 'node:fs';\n${scale.replace('../shared/', `${project.folder}/shared/`)}\nleave(${JSON.stringify(mark)}, '');\n`;
  await writeFile(join(outside, 'package.json'), '{"type": "module"}\n');
  await symlink(project.path('node_modules'), join(outside, 'node_modules'));
  for (const name of ['evil.ts', 'stages/evil.ts']) await writeFile(join(outside, name), text);
  await mkdir(project.path('artifacts/.downloads/abc'), {recursive: true});
  await mkdir(project.path('more'));
  await writeFile(project.path('artifacts/.downloads/abc/evil.ts'), text);
  await symlink(join(outside, 'evil.ts'), project.path('stages/linked.ts'));
  await symlink(join(outside, 'stages'), project.path('stages/far'));
  await symlink(outside, project.path('way-out'));
});
afterAll(async () => {
  await rm(outside, {recursive: true, force: true});
  await project.remove();
});

/** What `uses` may say to reach the stage outside, or one that a stage has downloaded. */
function waysOut(): string[] {
  const away = relative(project.folder, outside);
  return [
    ...[`${away}/evil`, `${away}/evil.ts`, join(outside, 'evil'), join(outside, 'evil.ts')],
    ...[`stages/../${away}/evil`, `./stages/.././${away}//evil`, `/proc/self/root${outside}/evil`],
    ...['stages/linked', 'stages/linked.ts', 'stages/far/evil', 'stages/../way-out/evil'],
    ...['artifacts/.downloads/abc/evil', 'stages/../artifacts/.downloads/abc/evil.ts'],
  ];
}

const BASE = 'name: numbers\nstages:\n  read-numbers:\n    inputs: {lists: [data/*.txt]}\n';
const NODE = 'inputs: {numbers: read-numbers.numbers}';

/** Files that name the stage, and the options by which they are loaded. */
function filesNaming(uses: string): {files: Record<string, string>; options: string[]}[] {
  const stage = `  scale: {uses: ${JSON.stringify(uses)}, ${NODE}}\n`;
  const child = `extends: ../pipeline.yaml\nstages:\n${stage}`;
  return [
    {files: {'pipeline.yaml': BASE + stage}, options: []},
    {
      files: {'pipeline.yaml': BASE, 'more/child.yaml': child},
      options: ['--pipeline', 'more/child.yaml'],
    },
    {
      files: {'pipeline.yaml': `${BASE}profiles:\n  far:\n    stages:\n    ${stage}`},
      options: ['--profile', 'far'],
    },
    {
      files: {
        'pipeline.yaml': BASE + stage.replace('{uses', '{foreach: {i: 2}, uses'),
      },
      options: [],
    },
  ];
}

const COMMANDS = [
  ['run'],
  ['status'],
  ['plan'],
  ['why', 'scale'],
  ['graph'],
  ['log', 'scale'],
  ['history'],
  ['gc', '--dry-run'],
  ['clean', '--yes'],
  ['export', 'argo'],
  ['complete', 'TP53', '--model', 'scale'],
  ['evaluate', '--test', 'data'],
  ['schedule', '--at', '02:00', '--print'],
  ['run', '--executor', 'local', '--only', 'scale'],
];

describe('code outside the project', () => {
  test('is never loaded, on whatever way and by whatever command', async () => {
    const random = createRandom(17);
    for (const uses of waysOut()) {
      const {files, options} = pick(filesNaming(uses), random);
      for (const [path, text] of Object.entries(files)) await project.write(path, text);
      const {text, code} = await project.geneglot(...pick(COMMANDS, random), ...options);
      expect({uses, text, code}).toMatchObject({
        code: 1,
        text: expect.stringMatching(
          /^(more\/child|pipeline)\.yaml:\d+:\d+ (profiles\.far\.)?stages\.scale\.uses: found .* expected a file .*--allow-outside/s,
        ),
      });
      expect({uses, loaded: existsSync(mark)}).toEqual({uses, loaded: false});
    }
  }, 120_000);

  test('is not listed either', async () => {
    const {text, code} = await project.geneglot('stages');
    expect(code).toBe(1);
    expect(text).toContain('--allow-outside');
    expect(existsSync(mark)).toBe(false);
  }, 30_000);

  test('runs where the user allows it, and the flag goes on to what is started', async () => {
    await project.write(
      'pipeline.yaml',
      filesNaming(join(outside, 'evil'))[0].files['pipeline.yaml'],
    );
    const {text, code} = await project.geneglot('run', '--allow-outside');
    expect(text).toContain('2 stages: 2 ran');
    expect(code).toBe(0);
    expect(existsSync(mark)).toBe(true);
    const again = await project.geneglot('status');
    expect(again.code).toBe(1);
    for (const command of [
      ['export', 'argo'],
      ['schedule', '--at', '02:00', '--print'],
    ]) {
      expect((await project.geneglot(...command, '--allow-outside')).text).toContain(
        '--allow-outside',
      );
    }
  }, 60_000);

  test('is not reached by a variable that makes a process load it', async () => {
    for (const env of [
      '{NODE_OPTIONS: --import /tmp/x.mjs}',
      '{LD_PRELOAD: /tmp/x.so}',
      '{PYTHONPATH: /tmp}',
      '{OPENSSL_CONF: data/small.txt}',
      '{GIT_SSH_COMMAND: sh data/small.txt}',
      '{PATH: /tmp}',
    ]) {
      await project.write('pipeline.yaml', `${BASE}    env: ${env}\n`);
      const {text, code} = await project.geneglot('plan');
      expect(code).toBe(1);
      expect(text).toMatch(
        /^pipeline\.yaml:5:11 stages\.read-numbers\.env\.\w+: found a value for/,
      );
      expect((await project.geneglot('plan', '--allow-outside')).code).toBe(0);
    }
    await project.write('pipeline.yaml', `${BASE}    env: {NODE_ENV: test}\n`);
    expect((await project.geneglot('plan')).code).toBe(0);
    await project.write('pipeline.yaml', `${BASE}defaults: {env: {NODE_PATH: /tmp}}\n`);
    expect((await project.geneglot('plan')).text).toContain('defaults.env.NODE_PATH: found');
  }, 60_000);

  test('is not reached by an option of sbatch in the file', async () => {
    for (const option of ['--export=LD_PRELOAD=x', '--wrap=x', '--expor=x', '--wra=x']) {
      await project.write(
        'pipeline.yaml',
        `${BASE}executor: {type: slurm, sbatch: ["${option}"]}\n`,
      );
      const {text} = await project.geneglot('run');
      expect(text).toContain(`executor.sbatch: found ${option}, by which a job runs code`);
    }
  }, 60_000);
});
