// Nothing is removed that a live process reads; a mark of a dead one protects nothing.
import {spawn} from 'node:child_process';
import {mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from '@jest/globals';
import {listStore, type StoredThing} from '../../../shared/pipeline/store/artifact-folders.ts';
import {identify} from '../../../shared/pipeline/store/process-identity.ts';
import {
  artifactsBeingRead,
  forgetDeadReaders,
  ReadingMark,
} from '../../../shared/pipeline/store/reading-marks.ts';
import {removeUnlessInUse} from '../../../shared/pipeline/store/remove-stored.ts';

const KEY = '0123456789abcdef'.repeat(4);
const NAME = 'train/0123456789abcdef';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'geneglot-marks-'));
  await mkdir(join(root, NAME), {recursive: true});
  await writeFile(join(root, NAME, 'model.json'), '{}\n');
});
afterEach(() => rm(root, {recursive: true}));

const options = (readByJobs: ReadonlySet<string> = new Set()) => ({
  ...{root, readByJobs, keepLatest: false},
  mayHaveJob: async () => false,
});

async function artifact(): Promise<StoredThing> {
  const [found] = await listStore(root);
  return found;
}

async function leaveMark(holder: object, age = 0): Promise<void> {
  await mkdir(join(root, '.reading'), {recursive: true});
  const file = join(root, '.reading/0011223344556677');
  await writeFile(file, `${JSON.stringify({...identify(), ...holder})}\n${NAME}\n`);
  const time = new Date(Date.now() - age);
  await utimes(file, time, time);
}

/** A pid that was in use and is not any more. */
function endedPid(): Promise<number> {
  const child = spawn(process.execPath, ['-e', '']);
  return new Promise(done => child.on('close', () => done(child.pid as number)));
}

describe('a mark of reading', () => {
  test('protects an artifact until it is taken away', async () => {
    const mark = new ReadingMark(root);
    mark.add('train', KEY);
    expect(await removeUnlessInUse(await artifact(), options())).toBe(false);
    expect(await readFile(join(root, NAME, 'model.json'), 'utf8')).toBe('{}\n');
    mark.close();
    expect(await removeUnlessInUse(await artifact(), options())).toBe(true);
    expect(await readdir(join(root, 'train'))).toEqual([]);
    expect(await readdir(join(root, '.reading'))).toEqual([]);
  });

  test('of a process that is gone protects nothing, and goes', async () => {
    await leaveMark({pid: await endedPid()});
    expect([...(await artifactsBeingRead(root))]).toEqual([]);
    await forgetDeadReaders(root);
    expect(await readdir(join(root, '.reading'))).toEqual([]);
  });

  test('of a process on another host holds for an hour after it last showed that it lives', async () => {
    await leaveMark({place: 'elsewhere'}, 3_500_000);
    expect([...(await artifactsBeingRead(root))]).toContain(NAME);
    await leaveMark({place: 'elsewhere'}, 3_700_000);
    expect([...(await artifactsBeingRead(root))]).toEqual([]);
  });

  test('that comes while the artifact is moved aside brings it back', async () => {
    let looks = 0;
    const comesLate = new Set<string>();
    comesLate.has = () => looks++ > 0;
    expect(await removeUnlessInUse(await artifact(), options(comesLate))).toBe(false);
    expect(looks).toBe(2);
    expect(await readFile(join(root, NAME, 'model.json'), 'utf8')).toBe('{}\n');
    expect(await readdir(join(root, 'train'))).toEqual(['0123456789abcdef']);
  });

  test('in a store that cannot be written is left out', () => {
    const mark = new ReadingMark(join(root, NAME, 'model.json'));
    mark.add('train', KEY);
    mark.close();
  });
});
