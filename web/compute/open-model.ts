// Opens a model file: what it is, and examples to begin with.
import {openCheckedModel} from '../../shared/answers/open-checked-model.ts';
import type {AskOf, Opened} from '../protocol.ts';
import {chooseExamples} from './choose-examples.ts';
import {RememberingModel} from './remembering-model.ts';
import {Session} from './session.ts';

/** Where the SHA-256 of all that follows stands in a model file (docs/model-file.md). */
const [HASH_FROM, HASH_TO] = [16, 48];

/** Fails with a sentence where the bytes are no model file, damaged, or of a newer version. */
export async function openModel({
  bytes: buffer,
  name,
}: AskOf<'open'>): Promise<{session: Session; answer: Opened}> {
  const bytes = new Uint8Array(buffer);
  const model = await openCheckedModel(bytes, name, RememberingModel);
  const {about, sets, symbols} = model;
  const counts = new Map<string, number>();
  for (const title of sets.titles) {
    const [library] = title.split('\t');
    counts.set(library, (counts.get(library) ?? 0) + 1);
  }
  const answer = {
    ...{title: about.title, about, bytes: bytes.length},
    sha256: Array.from(bytes.subarray(HASH_FROM, HASH_TO), toHex).join(''),
    // Token 0 is the end token.
    genes: symbols.length - 1,
    sets: sets.S,
    libraries: Array.from(counts, ([library, count]) => ({name: library, sets: count})),
    examples: chooseExamples(model),
  };
  return {session: new Session(model), answer};
}

function toHex(byte: number): string {
  return byte.toString(16).padStart(2, '0');
}
