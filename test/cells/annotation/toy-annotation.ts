// The toy tissue annotated: an annotator made of its training cells, and its test cells as those of another file.
import annotateCells from '../../../stages/cells/annotate-cells.ts';
import fitAnnotator from '../../../stages/cells/fit-annotator.ts';
import {runStage} from '../../stages/run-stage.ts';
import {toyInputs} from '../toy-tables.ts';

const {matrix, cells, split, rankModel} = toyInputs();

/** Runs fit-annotator without a model of cells. */
export const fitToys = (params: Record<string, unknown> = {}) =>
  runStage(fitAnnotator, {
    inputs: {matrix, cells, split, rankModel, model: [], prompts: []},
    params: {components: 5, penalties: [0.01], ...params},
  });

/** Annotates all toy cells. */
export async function annotateToys() {
  const annotator = await (await fitToys()).read('annotator');
  return runStage(annotateCells, {inputs: {annotator, matrix, cells}, params: {mapCells: 100}});
}
