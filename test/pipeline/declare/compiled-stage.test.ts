// Stages run as compiled files: errors name the lines of the sources, and what cannot be compiled runs from them.
import {mkdir, rm} from 'node:fs/promises';
import {join, resolve} from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from '@jest/globals';
import {createProject, type Project} from '../project.ts';

const ROOT = resolve(import.meta.dirname, '../../..');

describe('a compiled stage', () => {
  let project: Project;
  beforeEach(async () => {
    project = await createProject();
  });
  afterEach(() => project.remove());

  /** The file that ran as the process of `scale`, as it prints it. */
  async function programOf(text: string): Promise<string | undefined> {
    const {text: printed} = await project.geneglot('run');
    expect(printed).toContain(text);
    return /^program (.*)$/m.exec(await project.read('artifacts/scale/latest/log.txt'))?.[1];
  }

  const say = "console.log('program', process.argv[1]);";

  test('tells its errors in lines of the source', async () => {
    const source = await project.read('stages/scale.ts');
    const line = source.split('\n').findIndex(text => text.includes('run({')) + 2;
    await project.edit(
      'stages/scale.ts',
      'params}) {',
      "params}) {\n    throw new Error('no luck');",
    );
    const {text} = await project.geneglot('run', '--verbose');
    expect(text).toContain(`Error: no luck\n    at `);
    expect(text).toContain(`(${project.path('stages/scale.ts')}:${line}:11)`);
    expect(text).toContain('shared/pipeline/stage-process/run-stage.ts:');
  }, 30_000);

  test('is compiled again when a file that it imports has changed', async () => {
    await project.edit('stages/scale.ts', 'params}) {', `params}) {\n    ${say}`);
    expect(await programOf('scale: done')).toMatch(/\.mjs$/);
    await project.write('stages/note.ts', "export const note = 'first';\n");
    await project.edit('stages/scale.ts', say, 'console.log(note);');
    await project.edit('stages/scale.ts', 'import ', "import {note} from './note.ts';\nimport ");
    await project.geneglot('run');
    expect(await project.read('artifacts/scale/latest/log.txt')).toContain('\nfirst\n');
    await project.write('stages/note.ts', "export const note = 'second';\n");
    await project.geneglot('run');
    expect(await project.read('artifacts/scale/latest/log.txt')).toContain('\nsecond\n');
  }, 60_000);

  test('takes a package that is compiled apart as it is now', async () => {
    const own = join(project.folder, 'node_modules');
    await rm(own);
    await mkdir(join(own, 'zod'), {recursive: true});
    const taste = (what: string) =>
      project.write(
        'node_modules/zod/index.js',
        `export * from '${ROOT}/node_modules/zod/index.js';\nexport const taste = '${what}';\n`,
      );
    await project.write('node_modules/zod/package.json', '{"type": "module", "main": "index.js"}');
    await taste('sweet');
    await project.edit('stages/scale.ts', 'import {z}', 'import {taste, z}');
    await project.edit('stages/scale.ts', 'params}) {', 'params}) {\n    console.log(taste);');
    await project.geneglot('run');
    expect(await project.read('artifacts/scale/latest/log.txt')).toContain('\nsweet\n');
    await taste('salty');
    await project.geneglot('run', '--force', 'scale');
    expect(await project.read('artifacts/scale/latest/log.txt')).toContain('\nsalty\n');
  }, 30_000);

  test('that loads a file by a computed name runs from its source', async () => {
    await project.write('stages/late.ts', "export const late: string = 'came late';\n");
    await project.edit(
      'stages/scale.ts',
      'params}) {',
      `params}) {\n    ${say}\n    const name: string = './late.ts';\n    console.log((await import(name)).late);`,
    );
    expect(await programOf('scale: done')).toMatch(/run-stage\.ts$/);
    expect(await project.read('artifacts/scale/latest/log.txt')).toContain('came late');
  }, 30_000);
});
