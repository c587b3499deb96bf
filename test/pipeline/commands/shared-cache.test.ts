// Artifacts shared between stores.
import {execFileSync} from 'node:child_process';
import {chmod, mkdir, readdir, readlink, rm, stat, symlink, writeFile} from 'node:fs/promises';
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
  const scaledFile = 'artifacts/scale/latest/scaled.json';

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
    const [mine, theirs] = [
      await stat(project.path(scaledFile)),
      await stat(other.path(scaledFile)),
    ];
    expect(mine.ino).toBe(theirs.ino);
    const {key} = await other.json<Manifest>('artifacts/scale/latest/manifest.json');
    expect(await project.read(join('cache/scale', key.slice(0, 16), 'manifest.json'))).toBe(
      await other.read('artifacts/scale/latest/manifest.json'),
    );
  }, 60_000);

  test('that holds a damaged artifact, as when a linked output was edited, is not believed and mended', async () => {
    await mkdir(project.path('cache'));
    await project.geneglot('run', ...cache());
    await writeFile(project.path(scaledFile), '[20,41,4,6]');
    const {text, code} = await other.geneglot('run', ...cache());
    expect(code).toBe(0);
    expect(text).toContain(
      "scale: warning: the cache's artifact is not used: output scaled was changed after it was made",
    );
    expect(text).toContain('4 stages: 1 ran, 3 up to date');
    expect(await other.json(scaledFile)).toEqual([20, 40, 4, 6]);
    const mine = await project.geneglot('run', ...cache());
    expect(mine.text).toContain('scale: taken from the shared cache');
    expect(await project.json(scaledFile)).toEqual([20, 40, 4, 6]);
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

  test('whose manifest leads elsewhere, or names no outputs, is a miss with its reason', async () => {
    await mkdir(project.path('cache'));
    await project.geneglot('run', ...cache());
    const key = await readlink(project.path('artifacts/scale/latest'));
    const manifest = join('cache/scale', key, 'manifest.json');
    const good = await project.json<Manifest>(manifest);
    const file = project.path(manifest);
    await writeFile(file, JSON.stringify({...good, stage: '../../x'}));
    const first = await other.geneglot('run', ...cache());
    const warning = "scale: warning: the cache's artifact is not used";
    expect(first.text).toContain(`${warning}: its manifest is damaged: stage is not as expected`);
    await writeFile(file, JSON.stringify({...good, outputs: {}}));
    await rm(other.path('artifacts'), {recursive: true, force: true});
    const second = await other.geneglot('run', ...cache());
    expect(second.text).toContain(`${warning}: its manifest lacks the output scaled`);
    expect(second.text).toContain('4 stages: 1 ran, 3 up to date');
    expect(await other.json(scaledFile)).toEqual([20, 40, 4, 6]);
    expect((await other.geneglot('run')).text).toContain('4 stages: 0 ran, 4 up to date');
    expect(await readdir(project.folder)).not.toContain('x');
  }, 120_000);

  test('that signs takes nothing unsigned, or signed by another key, and links nothing', async () => {
    await mkdir(project.path('cache'));
    await project.geneglot('run', ...cache());
    const sign = async (who: Project, secret: string): Promise<string[]> => {
      await writeFile(who.path('cache.key'), secret.repeat(32), {mode: 0o600});
      return [...cache(), '--cache-key', 'cache.key'];
    };
    const signed = await sign(other, 'a');
    const first = await other.geneglot('run', ...signed);
    expect(first.text).toContain(
      "scale: warning: the cache's artifact is not used: it is not signed",
    );
    expect(first.text).toContain('4 stages: 4 ran');
    await rm(project.path('artifacts'), {recursive: true});
    const stranger = await project.geneglot('run', ...(await sign(project, 'b')));
    expect(stranger.text).toContain('not used: its signature is not that of this key');
    expect(stranger.text).toContain('4 stages: 4 ran');
    await rm(other.path('artifacts'), {recursive: true});
    await sign(project, 'a');
    await rm(project.path('artifacts'), {recursive: true});
    await rm(project.path('cache'), {recursive: true});
    await mkdir(project.path('cache'));
    await project.geneglot('run', ...cache(), '--cache-key', 'cache.key');
    const third = await other.geneglot('run', ...signed);
    expect(third.text).toContain('4 stages: 0 ran, 4 up to date');
    const [mine, theirs] = [
      await stat(project.path(scaledFile)),
      await stat(other.path(scaledFile)),
    ];
    expect([mine.nlink, theirs.nlink]).toEqual([1, 1]);
    await chmod(other.path('cache.key'), 0o644);
    const open = await other.geneglot('run', ...signed);
    expect(open.text).toContain('cache.key, the key of the cache: found mode 644');
    expect(open.code).toBe(1);
  }, 120_000);

  test('that is declared with its key in the pipeline file signs there', async () => {
    await mkdir(project.path('cache'));
    await writeFile(project.path('cache.key'), 'k'.repeat(32), {mode: 0o600});
    await project.edit(
      'pipeline.yaml',
      'name: numbers',
      'name: numbers\ncache: {folder: cache, keyFile: cache.key}',
    );
    expect((await project.geneglot('run')).code).toBe(0);
    const [key] = await readdir(project.path('cache/scale'));
    expect(await readdir(project.path('cache/scale', key))).toContain('manifest.hmac');
    await project.edit('pipeline.yaml', 'keyFile', 'keyfile');
    expect((await project.geneglot('run')).text).toContain('cache');
  }, 60_000);

  test('in which pipes and links lie in the place of things is not waited for', async () => {
    await mkdir(project.path('cache/scale'), {recursive: true});
    await project.geneglot('run');
    await symlink(project.folder, project.path('cache/add-up'));
    const key = await readlink(project.path('artifacts/scale/latest'));
    execFileSync('mkfifo', [project.path('cache/scale', `.lock-${key}`)]);
    await mkdir(project.path('cache/scale', key));
    execFileSync('mkfifo', [project.path('cache/scale', key, 'manifest.json')]);
    const {text, code} = await other.geneglot('run', ...cache());
    expect(text).toContain(
      "scale: warning: the cache's artifact is not used: its manifest is no plain file",
    );
    expect(text).toContain('4 stages: 4 ran');
    expect(code).toBe(0);
    expect(await readdir(project.folder)).not.toContain('latest');
  }, 60_000);
});
