// A model file of the toy tissue's cells, with a small model of cells whose weights are random.
import type {GptConfig} from '../../../shared/engines/contract/engine.ts';
import {listTensors, tensorLength} from '../../../shared/engines/contract/gpt-tensors.ts';
import type {StoredAnnotator} from '../../../shared/models/kinds/cell-annotator.ts';
import type {CellBundle} from '../../../shared/models/kinds/cell-bundle.ts';
import {packAnnotator} from '../../../shared/models/model-file/pack-annotator.ts';
import {createRandom} from '../../../shared/stats/random.ts';
import {TOY_SYMBOLS, TOY_TYPES, toyAnnotator} from '../../cells/annotation/toy-annotator.ts';

const WORDS = ['<end>', '<answer>', ...TOY_TYPES.map(type => `<type:${type}>`), ...TOY_SYMBOLS];
const CONFIG: GptConfig = {
  ...{vocabSize: WORDS.length, blockSize: 64, nLayer: 1, nHead: 2, nEmbd: 16},
  ...{bias: true, positions: true, dropout: 0, tiedHead: true, activation: 'gelu'},
};

/** The toy annotator and a model of cells that was not trained. */
export function toyStored(): StoredAnnotator {
  const random = createRandom(3);
  const tensors = new Map(
    listTensors(CONFIG).map(({name, shape}) => {
      const length = tensorLength({name, shape});
      return [name, {shape, values: Float32Array.from({length}, () => random.next() - 0.5)}];
    }),
  );
  const annotator = toyAnnotator();
  const [[, pooled]] = annotator.calibrations;
  return {
    annotator: {...annotator, calibrations: new Map([...annotator.calibrations, ['toy', pooled]])},
    model: {
      ...{name: 'toy', question: {marks: [], genes: 20}},
      stored: {config: CONFIG, tensors, endToken: 0, vocabulary: {kind: 'words', words: WORDS}},
    },
  };
}

const SCORES = {cells: 0, accuracy: {annotator: 0, file: 0}, sameType: 0, sameSet: 0};

/** The file of an annotator; `levels`: values on each side of zero that a weight may take, 0 for all. */
export function bundleOf(stored: StoredAnnotator, levels = 127): CellBundle {
  const {packed, parts} = packAnnotator(stored, levels);
  const about = {title: 'toy', sources: [], origin: [], rankModel: {slope: -1, intercept: 2}};
  return {about: {...about, ...packed, scores: {...SCORES, chanceDifference: 0}}, parts};
}

export const toyBundle = () => bundleOf(toyStored());
