// A completer whose scores are known: each gene's token, so that the highest token not shown comes first.
import type {Completer} from '../../../shared/models/completers/completer.ts';

/** Counts its calls of `rank` and of `dispose` in what it returns. */
export function fakeCompleter(
  vocabSize: number,
  more: Partial<Completer> = {},
): Completer & {ranked: number[]; disposed: number} {
  const ranked: number[] = [];
  const completer = {
    ...{description: 'fake', vocabSize, ranked, disposed: 0},
    rank: async (prompts: Int32Array[]) => {
      ranked.push(prompts.length);
      return prompts.map(prompt =>
        Float64Array.from({length: vocabSize}, (_, token) =>
          token === 0 || prompt.includes(token) ? Number.NEGATIVE_INFINITY : token,
        ),
      );
    },
    dispose() {
      completer.disposed++;
    },
    ...more,
  };
  return completer;
}
