// Archives damaged at random, and hostile ones: taken with the right bytes, or refused in a sentence, and nothing is
// written outside the store.
import {mkdir, readdir, readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {Header} from 'tar';
import {importArtifact} from '../../../shared/pipeline/commands/transfer-commands.ts';
import {writeArchive} from '../../../shared/pipeline/store/archive.ts';
import type {Random} from '../../../shared/stats/random.ts';
import {makeArtifact, openStore, STAGE} from '../../pipeline/store/an-artifact.ts';
import type {FuzzTarget} from '../fuzz-target.ts';
import {judgeRefusal} from '../judge-refusal.ts';
import {mutateBytes, pick} from '../mutate.ts';

const TYPES = [
  'File',
  'OldFile',
  'Link',
  'SymbolicLink',
  'CharacterDevice',
  'BlockDevice',
] as const;
const MORE_TYPES = [
  'Directory',
  'FIFO',
  'ContiguousFile',
  'SparseFile',
  'NextFileHasLongPath',
] as const;
const ALL_TYPES = [...TYPES, ...MORE_TYPES, 'ExtendedHeader', 'GlobalExtendedHeader'] as const;
const BLOCK = 512;

export const target: FuzzTarget = {
  ciTries: 60,
  async tryOnce(random, scratch) {
    const made = openStore(join(scratch, 'made'));
    const good = await makeArtifact(made);
    const file = join(scratch, 'in.tar');
    await writeArchive(file, made.root, good);
    const folder = `${STAGE}/${good.key.slice(0, 16)}`;
    await writeFile(file, await disturb(await readFile(file), folder, random, scratch));
    const own = openStore(join(scratch, 'own'));
    await mkdir(own.root);
    try {
      await importArtifact(file, own);
    } catch (error) {
      return (
        judgeRefusal(error, file) ??
        (await checkOutside(scratch)) ??
        ((await own.inspect(STAGE, good.key)).manifest &&
          'something is stored though it was refused')
      );
    }
    const {manifest, damage} = await own.inspect(STAGE, good.key);
    if (!manifest || damage) return `the store was poisoned: ${damage ?? 'nothing is there'}`;
    for (const name of ['table.json', 'model/a.bin', 'model/inner/b.bin']) {
      const [before, after] = [made, own].map(({root}) => readFile(join(root, folder, name)));
      if (!(await before).equals(await after)) return `other bytes were taken: ${name}`;
    }
    return checkOutside(scratch);
  },
};

async function disturb(
  bytes: Buffer,
  folder: string,
  random: Random,
  scratch: string,
): Promise<Uint8Array> {
  const kind = random.int(3);
  if (kind === 0) return mutateBytes(bytes, random);
  const entry = hostileEntry(folder, random, scratch);
  // Entries begin at blocks; in the midst of a file's bytes an entry is damage like any other.
  const at = BLOCK * random.int(bytes.length / BLOCK);
  const mixed = Buffer.concat([bytes.subarray(0, at), entry, bytes.subarray(at)]);
  return kind === 1 ? mixed : mutateBytes(mixed, random);
}

function hostileEntry(folder: string, random: Random, scratch: string): Buffer {
  const names = [
    'x',
    '../../../evil',
    'model/../../../../evil',
    'table.json',
    'model',
    'model/more',
    'log.txt',
  ];
  const inside = `${folder}/${pick(names, random)}`;
  const path = pick([inside, inside, join(scratch, 'evil'), '../evil', `${folder}/`], random);
  const type = pick(ALL_TYPES, random);
  const body = Buffer.from(pick(['', 'x', '27 path=../../../../evil\n', '[4,5,6]\n'], random));
  const size = pick([body.length, body.length, 0, 1e6, 2 ** 40], random);
  const linkpath = pick(['', '/etc/passwd', '../../..', scratch], random);
  const header = new Header({path, type, size, mode: 0o6777, uid: 0, gid: 0, mtime: new Date(0)});
  if (linkpath) header.linkpath = linkpath;
  const block = Buffer.alloc(BLOCK);
  header.encode(block, 0);
  const padding = Buffer.alloc((BLOCK - (body.length % BLOCK)) % BLOCK);
  return Buffer.concat([block, body, padding]);
}

async function checkOutside(scratch: string): Promise<string | undefined> {
  const known = ['made', 'own', 'in.tar'];
  const astray = (await readdir(scratch)).filter(name => !known.includes(name));
  const others = (await readdir(join(scratch, 'own'))).filter(name => name !== STAGE);
  const found = [...astray, ...others];
  return found.length > 0 ? `written outside the artifact: ${found.join(', ')}` : undefined;
}
