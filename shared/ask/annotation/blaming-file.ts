// Tells faults of files from faults of this program.
import {QuestionError} from '../../answers/question-error.ts';
import {inOwnOptions, type OwnOptions} from '../own-options.ts';

/** What the command takes in place of parameters of `import-cells`. */
const OPTIONS: OwnOptions = {
  source: value =>
    value.includes('*')
      ? 'geneglot annotate FOLDER, a folder with its files alone'
      : `geneglot annotate ${value}`,
  layer: value => `--layer ${value}`,
  symbolColumn: value => `--symbol-column ${value}`,
  labelColumn: value => (value === 'null' ? null : `--labels ${value}`),
  ...{labels: () => null, onUnmapped: () => null, values: () => null},
};

/** What a file cannot be read for is for its owner to mend; a fault of this program keeps its stack. */
export async function blamingFile<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Error && error.constructor === Error)
      throw new QuestionError(inOwnOptions(error.message, OPTIONS));
    throw error;
  }
}
