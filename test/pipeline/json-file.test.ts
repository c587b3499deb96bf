// What the runner remembers, in files that anybody may have damaged: it is learned again, and no command fails over it.
import {execFileSync} from 'node:child_process';
import {mkdtemp, readdir, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {expect, test} from '@jest/globals';
import {readMapping} from '../../shared/pipeline/json-file.ts';
import {createProject} from './project.ts';

test('a mapping that is not as expected is read as an empty one', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'geneglot-json-'));
  const file = join(folder, 'x.json');
  const read = async (text: string, isFine = true) => {
    await writeFile(file, text);
    return readMapping(file, () => isFine);
  };
  expect(await read('{"a":1}')).toEqual({a: 1});
  expect(await read('{"a":1}', false)).toEqual({});
  expect(await read('{"a":')).toEqual({});
  expect(await readMapping(join(folder, 'none.json'), () => true)).toEqual({});
  // Whoever opens a pipe waits for a writer, and no signal ends a wait in readFileSync.
  if (process.platform !== 'win32') {
    execFileSync('mkfifo', [join(folder, 'pipe.json')]);
    expect(await readMapping(join(folder, 'pipe.json'), () => true)).toEqual({});
  }
  await rm(folder, {recursive: true});
});

test('damaged memories cost time alone; a damaged record of a run is named', async () => {
  const project = await createProject();
  try {
    await project.geneglot('run');
    const files = ['files.json', 'code.json', 'stages.json', 'yaml.json'];
    for (const text of ['null', '[]', '{"a": null}', '{"__proto__": {"a": 1}}', '']) {
      for (const file of files) await writeFile(project.path('artifacts/.cache', file), text);
      const {code, text: printed} = await project.geneglot('run');
      expect(printed).toContain('4 stages: 0 ran, 4 up to date');
      expect(code).toBe(0);
    }
    const [record] = await readdir(project.path('artifacts/.cache/runs'));
    const path = project.path('artifacts/.cache/runs', record);
    await writeFile(path, '{"stages": {"../../x": {"key": "../../y"}}}');
    const {text, code} = await project.geneglot('diff', record.slice(0, -5), 'last');
    expect(text).toContain(`${record}: found no record of a run, expected what geneglot run wrote`);
    expect(code).toBe(1);
  } finally {
    await project.remove();
  }
}, 120_000);
