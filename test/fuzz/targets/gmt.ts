// Damaged GMT files: read, or refused with the file's name.
import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {gzipSync} from 'node:zlib';
import {readBytes} from '../../../shared/formats/text-file.ts';
import {GeneSetBuilder} from '../../../shared/genes/sets/gene-set-builder.ts';
import {SetFileReader} from '../../../shared/genes/sets/set-file-reader.ts';
import type {FuzzTarget} from '../fuzz-target.ts';
import {judgeRefusal} from '../judge-refusal.ts';
import {mutateBytes} from '../mutate.ts';

const GOOD = Buffer.from(
  Array.from({length: 40}, (_, i) => `SET ${i}\tabout ${i}\tTP53\tMDM2\tGENE${i}\n`).join(''),
);

export const target: FuzzTarget = {
  ciTries: 40,
  async tryOnce(random, scratch) {
    const path = join(scratch, 'damaged.gmt');
    const packed = random.int(2) === 0;
    await writeFile(path, mutateBytes(packed ? gzipSync(GOOD) : GOOD, random));
    try {
      await readSets(path);
    } catch (error) {
      return judgeRefusal(error, path);
    }
    return undefined;
  },
};

async function readSets(path: string): Promise<void> {
  const builder = new GeneSetBuilder();
  let sets = 0;
  const reader = new SetFileReader(path, builder.symbols, set =>
    builder.addIndices(sets++, 'damaged', set.name, set.description, set.genes),
  );
  for await (const bytes of readBytes(path)) reader.push(bytes);
  reader.end();
  builder.build();
}
