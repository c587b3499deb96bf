// Stamps notice whatever is done to a file or a folder, also where it is undone before anybody looks.
import {existsSync} from 'node:fs';
import {
  copyFile,
  cp,
  link,
  mkdir,
  mkdtemp,
  readFile,
  rename,
  rm,
  symlink,
  unlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, test} from '@jest/globals';
import {changedSince, stampFiles} from '../../../shared/pipeline/keys/file-stamps.ts';
import {noteBegun, touchedSinceBegun} from '../../../shared/pipeline/run/state-inputs.ts';
import {createRandom} from '../../../shared/stats/random.ts';

const PAST = new Date('2020-01-01T00:00:00Z');

let folder: string;
const at = (...parts: string[]): string => join(folder, ...parts);

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'geneglot-stamps-'));
  await mkdir(at('data/deep'), {recursive: true});
  await mkdir(at('elsewhere'));
  for (const name of ['a.txt', 'data/b.txt', 'data/deep/c.txt', 'elsewhere/d.txt']) {
    await writeFile(at(name), 'one\n');
    await utimes(at(name), PAST, PAST);
  }
  await symlink('elsewhere/d.txt', at('linked.txt'));
  await symlink('../elsewhere/d.txt', at('data/linked.txt'));
  await symlink('../elsewhere', at('data/linked'));
  await mkdir(at('other'));
  await cp(at('elsewhere/d.txt'), at('other/d.txt'), {preserveTimestamps: true});
  await symlink('elsewhere', at('way'));
  await symlink('way/d.txt', at('chain.txt'));
});
afterEach(() => rm(folder, {recursive: true}));

const WATCHED = ['a.txt', 'data', 'linked.txt', 'way/d.txt', 'chain.txt'];
const FILES = ['a.txt', 'data/b.txt', 'data/deep/c.txt', 'data/linked.txt', 'data/linked/d.txt'];

type Undo = (file: string) => Promise<void>;

/** Each does something and undoes it: afterwards names, sizes, contents and modification times are what they were. */
const DONE_AND_UNDONE: Record<string, Undo> = {
  async 'edited to the same size and back'(file) {
    await writeFile(file, 'two\n');
    await writeFile(file, 'one\n');
    await utimes(file, PAST, PAST);
  },
  async 'replaced by another file and put back'(file) {
    await rename(file, `${file}.kept`);
    await writeFile(file, 'two\n');
    await rename(`${file}.kept`, file);
  },
  async 'copied, edited and replaced by the copy'(file) {
    await copyFile(file, at('copy'));
    await utimes(at('copy'), PAST, PAST);
    await writeFile(file, 'two\n');
    await rename(at('copy'), file);
  },
  async 'taken away and brought back'(file) {
    await rename(file, at('away'));
    await rename(at('away'), file);
  },
};

const IN_FOLDER: Record<string, () => Promise<void>> = {
  async 'a file came and went'() {
    await writeFile(at('data/deep/new.txt'), 'new\n');
    await unlink(at('data/deep/new.txt'));
  },
  async 'a link led elsewhere for a while'() {
    for (const target of ['a.txt', 'elsewhere/d.txt']) {
      await unlink(at('linked.txt'));
      await symlink(target, at('linked.txt'));
    }
  },
  async 'a folder was another for a while'() {
    await rename(at('data/deep'), at('data/kept'));
    await cp(at('data/kept'), at('data/deep'), {recursive: true});
    await rm(at('data/deep'), {recursive: true});
    await rename(at('data/kept'), at('data/deep'));
  },
};

/** Ways to a file that lead to another for a while; the file itself is not touched. */
const ON_THE_WAY: Record<string, () => Promise<void>> = {
  async 'a link above led elsewhere'() {
    for (const target of ['other', 'elsewhere']) {
      await symlink(target, at('new'));
      await rename(at('new'), at('way'));
    }
  },
  async 'the folder above was another'() {
    await rename(at('elsewhere'), at('kept'));
    await rename(at('other'), at('elsewhere'));
    await rename(at('elsewhere'), at('other'));
    await rename(at('kept'), at('elsewhere'));
  },
  async 'the second of two links led elsewhere'() {
    for (const target of ['other', 'elsewhere']) {
      await unlink(at('way'));
      await symlink(target, at('way'));
    }
  },
};

test('whatever is done and undone at random is noticed, at once after it was stamped', async () => {
  const random = createRandom(3);
  const pick = <T>(list: readonly T[]): T => list[random.int(list.length)];
  for (let tries = 0; tries < 60; tries++) {
    const stamps = await stampFiles(WATCHED.map(name => at(name)));
    expect(changedSince(stamps)).toEqual([]);
    const [what, undo] = pick(
      [DONE_AND_UNDONE, IN_FOLDER, ON_THE_WAY].flatMap(Object.entries<Undo>),
    );
    const file = pick(FILES);
    await undo(at(file));
    expect([what, file, changedSince(stamps).length > 0]).toEqual([what, file, true]);
    expect(await readFile(at('a.txt'), 'utf8')).toBe('one\n');
    if (!existsSync(at('data/linked.txt'))) throw new Error('the try did not undo itself');
  }
}, 60_000);

test('a file that gets another name is not touched, one that is edited under it is', async () => {
  const stamps = await stampFiles([at('a.txt')]);
  await link(at('a.txt'), at('second name'));
  expect(changedSince(stamps)).toEqual([]);
  await unlink(at('second name'));
  await link(at('a.txt'), at('second name'));
  const shared = await stampFiles([at('a.txt')]);
  await unlink(at('second name'));
  expect(changedSince(shared)).toEqual([]);
  await link(at('a.txt'), at('second name'));
  await writeFile(at('second name'), 'two\n');
  expect(changedSince(shared)).toEqual([at('a.txt')]);
});

test('a file of several names that is edited and set back is touched', async () => {
  await link(at('a.txt'), at('second name'));
  for (const [what, undo] of Object.entries(DONE_AND_UNDONE)) {
    const stamps = await stampFiles([at('a.txt')]);
    await undo(at('a.txt'));
    expect([what, changedSince(stamps)]).toEqual([what, [at('a.txt')]]);
  }
});

test('files that come into folders above, and go, touch nothing', async () => {
  const stamps = await stampFiles([at('elsewhere/d.txt'), at('chain.txt')]);
  for (const name of ['new.txt', 'elsewhere/new.txt', 'elsewhere/new']) {
    await writeFile(at(name), 'new\n');
    expect(changedSince(stamps)).toEqual([]);
    await unlink(at(name));
    expect(changedSince(stamps)).toEqual([]);
  }
});

test('a folder above that became a file is a touch, not an error', async () => {
  const stamps = await stampFiles([at('data/deep/c.txt')]);
  await rm(at('data'), {recursive: true});
  await writeFile(at('data'), 'a file\n');
  expect(changedSince(stamps)).toContain(at('data/deep/c.txt'));
});

test('a project copied elsewhere keeps the state that was begun on its files', async () => {
  await noteBegun(at('.state'), await stampFiles([at('a.txt'), at('data')]));
  expect(await touchedSinceBegun(at('.state'))).toEqual([]);
  const copy = `${folder}-copy`;
  await cp(folder, copy, {recursive: true, preserveTimestamps: true, verbatimSymlinks: true});
  await utimes(join(copy, 'a.txt'), PAST, PAST);
  expect(await touchedSinceBegun(join(copy, '.state'))).not.toContain(join(copy, 'a.txt'));
  await writeFile(join(copy, 'a.txt'), 'two\n');
  expect(await touchedSinceBegun(join(copy, '.state'))).toContain(join(copy, 'a.txt'));
  await rm(copy, {recursive: true});
});

test('a note that cannot be read vouches for nothing', async () => {
  await noteBegun(at('.state'), await stampFiles([at('a.txt')]));
  await writeFile(at('.state/inputs.json'), '');
  expect(await touchedSinceBegun(at('.state'))).toEqual([at('.state/inputs.json')]);
});
