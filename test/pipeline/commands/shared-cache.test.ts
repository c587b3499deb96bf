// Artifacts shared between stores.
import {mkdir, stat, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from '@jest/globals';
import type {Manifest} from '../../../shared/pipeline/store/manifest.ts';
import {createProject, type Project} from '../project.ts';

describe('a shared cache', () => {
  let project: Project;
  let other: Project;
  beforeEach(async () => {
    [project, other] = [await createProject(), await createProject()];
  });
  afterEach(async () => {
    await project.remove();
    await other.remove();
  });

  const cache = (): string[] => ['--cache', project.path('cache')];
  const scaled = 'artifacts/scale/latest/scaled.json';

  test('gives one store what another has made, by link where it can', async () => {
    await mkdir(project.path('cache'));
    const {text} = await project.geneglot('run', ...cache());
    expect(text).toContain('4 stages: 4 ran');
    await other.edit(
      'pipeline.yaml',
      'name: numbers',
      `name: other\ncache: ${project.path('cache')}`,
    );
    const second = await other.geneglot('run');
    expect(second.text).toContain('scale: taken from the shared cache\nscale: up to date');
    expect(second.text).toContain('4 stages: 0 ran, 4 up to date');
    const [mine, theirs] = [await stat(project.path(scaled)), await stat(other.path(scaled))];
    expect(mine.ino).toBe(theirs.ino);
    const {key} = await other.json<Manifest>('artifacts/scale/latest/manifest.json');
    expect(await project.read(join('cache/scale', key.slice(0, 16), 'manifest.json'))).toBe(
      await other.read('artifacts/scale/latest/manifest.json'),
    );
  }, 60_000);

  test('that holds a damaged artifact, as when a linked output was edited, is not believed and mended', async () => {
    await mkdir(project.path('cache'));
    await project.geneglot('run', ...cache());
    await writeFile(project.path(scaled), '[20,41,4,6]');
    const {text, code} = await other.geneglot('run', ...cache());
    expect(code).toBe(0);
    expect(text).toContain(
      "scale: warning: the cache's artifact is not used: output scaled was changed after it was made",
    );
    expect(text).toContain('4 stages: 1 ran, 3 up to date');
    expect(await other.json(scaled)).toEqual([20, 40, 4, 6]);
    const mine = await project.geneglot('run', ...cache());
    expect(mine.text).toContain('scale: taken from the shared cache');
    expect(await project.json(scaled)).toEqual([20, 40, 4, 6]);
  }, 60_000);

  test('that cannot be reached or written gives one warning and no failure', async () => {
    const gone = await project.geneglot('run', ...cache());
    expect(gone.code).toBe(0);
    expect(gone.text.match(/warning: goes on without the cache/g)).toHaveLength(1);
    expect(gone.text).toContain('4 stages: 4 ran');
    await writeFile(project.path('cache'), 'a file');
    const blocked = await other.geneglot('run', ...cache());
    expect(blocked.code).toBe(0);
    expect(blocked.text.match(/warning: goes on without the cache/g)).toHaveLength(1);
  }, 60_000);
});
