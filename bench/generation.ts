// How the GPT had best write genes under the protocol tcc, judged on validation sets (the test sets are never looked at):
//   make all && npx tsx bench/generation.ts [--artifacts artifacts]
// Rows go to bench/results/generation.json and to the table in docs/experiments.md.
import {parseArgs} from 'node:util';
import {geneSetTable} from '../shared/formats/gene-set-table.ts';
import {vocabulary} from '../shared/formats/vocabulary.ts';
import {geneTokens} from '../shared/genes/tokens/vocabulary.ts';
import {completeSets} from '../shared/models/completers/complete-sets.ts';
import {listQuestions} from '../shared/models/completers/list-questions.ts';
import {openCompleter} from '../shared/models/completers/open-completer.ts';
import {completionModel} from '../shared/models/kinds/completion-model.ts';
import {createBackgrounds} from '../shared/scores/background.ts';
import {keepRow} from './experiment-rows.ts';
import {scoreCompleted, summarizeCompleted} from './score-completed.ts';

const VARIANTS = [
  {temperature: 0, topK: 0, topP: 1, endsSets: false, atOnce: true},
  ...[0, 0.5, 0.8, 1].map(temperature => ({
    temperature,
    topK: 200,
    topP: 1,
    endsSets: false,
    atOnce: false,
  })),
  ...[0, 0.8].map(temperature => ({
    temperature,
    topK: 200,
    topP: 1,
    endsSets: true,
    atOnce: false,
  })),
  {temperature: 0.8, topK: 200, topP: 0.8, endsSets: false, atOnce: false},
];

const {values} = parseArgs({options: {artifacts: {type: 'string', default: 'artifacts'}}});
const latest = (path: string) => `${values.artifacts}/${path}`;
const genes = await vocabulary.read(latest('tokenize/latest/vocabulary.parquet'));
const tokens = geneTokens(genes);
const path = latest('split/latest/validation.parquet');
const source = {path, testSets: await geneSetTable.read(path), older: [], tokens};
const [{protocol, sets}] = listQuestions(source, {
  protocols: ['tcc'],
  seeds: [1],
  drawnOnce: [],
}).rounds;
const model = await completionModel.read(latest('train-gpt/latest/model'));
const completer = await openCompleter(model, {engine: 'auto'});
const background = createBackgrounds(protocol.background, genes, []).of('');

for (const sampling of VARIANTS) {
  const task = {protocol, seed: 1, sampling, withProbabilities: false, onProgress: () => {}};
  const completed = await completeSets(completer, sets, tokens, task);
  const {temperature, topP, endsSets, atOnce} = sampling;
  const row = {
    name: atOnce
      ? 'all at once'
      : `one by one, temperature ${temperature}${topP < 1 ? `, top p ${topP}` : ''}${endsSets ? ', ends sets itself' : ''}`,
    ...summarizeCompleted(scoreCompleted(completed, protocol.name, background)),
  };
  console.log(JSON.stringify(row));
  await keepRow('generation', row);
}
completer.dispose();
