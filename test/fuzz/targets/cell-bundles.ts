// Model files of cells whose hash is right and whose content is not: refused in a sentence, or cells get types and chances.
import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {openAnnotator} from '../../../shared/ask/annotation/open-annotator.ts';
import type {CellMatrix} from '../../../shared/cells/cell-matrix.ts';
import {toBatch} from '../../../shared/models/cells/annotate-batches.ts';
import {annotateMatrix} from '../../../shared/models/cells/annotate-matrix.ts';
import type {StoredAnnotator} from '../../../shared/models/kinds/cell-annotator.ts';
import {TOY_SYMBOLS} from '../../cells/annotation/toy-annotator.ts';
import {toyCells} from '../../cells/toy-cells.ts';
import {toyBundle} from '../../models/model-file/toy-bundle.ts';
import {changeCrafted, craftModelFile, encodeCrafted} from '../craft-model-file.ts';
import type {FuzzTarget} from '../fuzz-target.ts';
import {judgeRefusal} from '../judge-refusal.ts';

const CELLS = toyCells(3, 5).expression;
const OPTIONS = {
  name: 'crafted.geneglot',
  engine: 'wasm',
  mapCells: 0,
  tellingGenes: 2,
  seed: 1,
} as const;

let sound: ReturnType<typeof craftModelFile> | undefined;

export const target: FuzzTarget = {
  ciTries: 100,
  async tryOnce(random, scratch) {
    sound ??= craftSound();
    const file = sound();
    changeCrafted(file, 'annotator', random);
    const path = join(scratch, 'crafted.geneglot');
    await writeFile(path, encodeCrafted(file));
    try {
      return await judgeAnnotation((await openAnnotator({bundle: path})).stored);
    } catch (error) {
      return judgeRefusal(error, 'crafted.geneglot');
    }
  },
};

function craftSound() {
  const {about, parts} = toyBundle();
  return craftModelFile({about: {kind: 'cells', ...about}, parts});
}

async function judgeAnnotation(stored: StoredAnnotator): Promise<string | undefined> {
  const matrix: CellMatrix = {
    ...{symbols: TOY_SYMBOLS, valueKind: 'log-normalized'},
    async *batches() {
      yield toBatch(CELLS, 0);
    },
  };
  const names = Array.from({length: CELLS.rowCount}, (_, i) => ({cellId: `C${i}`, label: null}));
  const {rows} = await annotateMatrix({...stored, model: null}, matrix, names, OPTIONS);
  const odd = rows.find(
    ({likeliest, chance, pValue}) =>
      !(typeof likeliest === 'string' && chance >= 0 && chance <= 1 && pValue > 0 && pValue <= 1),
  );
  return odd && `a cell got ${JSON.stringify(odd)}`;
}
