// Model files whose hash is right and whose content is not: settings, header and parts are changed at random, as someone
// may who means harm. Such a file is refused in a sentence, or answers with numbers, soon.
import {GeneModel, open} from '../../../run/geneglot.mjs';
import {openCheckedModel} from '../../../shared/answers/open-checked-model.ts';
import {packStack} from '../../../shared/models/model-file/pack-stack.ts';
import type {Random} from '../../../shared/stats/random.ts';
import {toyStack} from '../../models/model-file/toy-stack.ts';
import {type Crafted, changeCrafted, craftModelFile, encodeCrafted} from '../craft-model-file.ts';
import type {FuzzTarget} from '../fuzz-target.ts';
import {judgeRefusal} from '../judge-refusal.ts';
import {pick} from '../mutate.ts';

const NAME = 'crafted model file.geneglot';
const GENES = ['GENE1', 'GENE2', 'OLD7', '1004', 'gene9', 'nobody', '__proto__', '<b>'];

let sound: Promise<() => Crafted> | undefined;

export const target: FuzzTarget = {
  ciTries: 150,
  patienceSeconds: 20,
  async tryOnce(random) {
    sound ??= openSound();
    const file = (await sound)();
    changeCrafted(file, 'model', random);
    const bytes = encodeCrafted(file);
    await askAlone(bytes);
    return judgeAnswers(bytes, random);
  },
};

/** The run file alone promises an end, and no sentence for every fault. */
async function askAlone(bytes: Uint8Array): Promise<void> {
  await open(bytes)
    .then(model => model.complete(GENES))
    .catch(() => undefined);
}

/** What is wrong with how a file is opened and answers. */
async function judgeAnswers(
  bytes: Uint8Array<ArrayBuffer>,
  random: Random,
): Promise<string | undefined> {
  const model = await openCheckedModel(bytes, NAME, GeneModel).catch((error: unknown) => error);
  if (!(model instanceof GeneModel)) return judgeRefusal(model, NAME);
  try {
    for (const length of [1, 3, random.int(40)]) {
      const names = Array.from({length}, () => pick(GENES, random));
      const {suggested} = model.complete(names, {top: pick([1, 20, 1e6], random), support: 2});
      const odd = suggested.find(
        ({value, chance}) => !(value >= 0 && value <= 1 && Number.isFinite(chance)),
      );
      if (odd) return `${names.join(' ')} gave ${JSON.stringify(odd)}`;
    }
    return undefined;
  } catch (error) {
    return judgeRefusal(error, 'model file');
  }
}

async function openSound(): Promise<() => Crafted> {
  const {model, parts} = packStack(await toyStack());
  return craftModelFile({about: {title: 'toy', model}, parts});
}
