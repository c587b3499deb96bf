// Opens a model file whoever wrote it: its hash may be right and its parts wrong. What does not fit together is refused in a
// sentence before anything is asked (docs/model-file.md says what fits).
import {type GeneModel, type ModelFile, readModelFile} from '../../run/geneglot.mjs';
import {ModelFileCheck} from './model-file-check.ts';

type Model<M> = new (file: ModelFile, name: string) => M;

/** Errors of the language, by their names: they may come from another realm. */
const FAULTS = ['TypeError', 'RangeError', 'ReferenceError', 'SyntaxError'];

/** The model in these bytes; `name` is for sentences. */
export async function openCheckedModel<M extends GeneModel>(
  bytes: Uint8Array,
  name: string,
  Model: Model<M>,
): Promise<M> {
  try {
    const file = await readModelFile(bytes, name);
    new ModelFileCheck(file).check();
    return new Model(file, name);
  } catch (error) {
    throw explainFault(name, error);
  }
}

/** A sentence in place of an error of the language; any other error as it is. */
export function explainFault(name: string, error: unknown): unknown {
  if (!isFault(error)) return error;
  return new Error(
    `${name}: found parts that do not fit together, expected those that geneglot writes. Bundle the model again.`,
    {cause: error},
  );
}

/** Whether an error is one of the language, which says nothing to a reader. */
export function isFault(error: unknown): boolean {
  return FAULTS.includes((error as Error).name);
}
