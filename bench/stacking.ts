// Which members and settings a stacked ranking needs, judged on validation sets by networks that never saw them (the
// test sets are never looked at):
//   make all && npx tsx bench/stacking.ts [--only "all members,…"] [--artifacts artifacts]
// Rows go to bench/results/stacking.json and, from all rows there, to the table in docs/experiments.md.
import {parseArgs} from 'node:util';
import {loadEngine} from '../shared/engines/load.ts';
import {tokenShard} from '../shared/formats/token-shard.ts';
import type {Completer} from '../shared/models/completers/completer.ts';
import {collectRankCases} from '../shared/models/completers/ensembles/rank-cases.ts';
import {poolDescriber} from '../shared/models/completers/ensembles/stack-completer.ts';
import {maskForFit} from '../shared/models/completers/ensembles/validation-masks.ts';
import {openCompleter} from '../shared/models/completers/open-completer.ts';
import {crossFit, scoreRankings} from '../shared/models/ensembles/cross-fit.ts';
import type {RankCase} from '../shared/models/ensembles/fit-rank-network.ts';
import {featureCount, featuresOfMember} from '../shared/models/ensembles/network-shape.ts';
import {completionModel} from '../shared/models/kinds/completion-model.ts';
import {keepRow} from './experiment-rows.ts';

interface Variant {
  name: string;
  /** Stages, or `nearest POWER` for nearest sets with another power. */
  members: string[];
  options?: Partial<typeof OPTIONS>;
  depth?: number;
}

const OPTIONS = {hiddenUnits: 16, epochs: 8, learningRate: 3e-3, weightDecay: 0.1, seed: 1};
const ALL = [
  'train-nearest-sets',
  'nearest 1',
  'nearest 6',
  'train-ease',
  'train-item-item',
  'train-co-occurrence',
  'train-gene-names',
];
const without = (...names: string[]) => ALL.filter(name => !names.includes(name));
const VARIANTS: Variant[] = [
  {name: 'all members', members: ALL},
  {name: 'depth 100', members: ALL, depth: 100},
  {name: '32 units', members: ALL, options: {hiddenUnits: 32}},
  {name: '4 epochs', members: ALL, options: {epochs: 4}},
  {name: 'without softer and sharper lookups', members: without('nearest 1', 'nearest 6')},
  {name: 'without a softer lookup', members: without('nearest 1')},
  {name: 'without a sharper lookup', members: without('nearest 6')},
  ...['train-ease', 'train-item-item', 'train-co-occurrence', 'train-gene-names'].map(name => ({
    name: `without ${name}`,
    members: without(name),
  })),
  {name: 'with train-set-encoder', members: [...ALL, 'train-set-encoder']},
  {name: 'with train-gpt', members: [...ALL, 'train-gpt']},
  {
    name: 'lookups alone',
    members: ['train-nearest-sets', 'nearest 1', 'nearest 6', 'train-item-item'],
  },
  {name: 'nearest sets and EASE', members: ['train-nearest-sets', 'train-ease']},
  {name: 'nearest sets and set encoder', members: ['train-nearest-sets', 'train-set-encoder']},
];
const MASKS = {maskShares: [0.5, 0.8, 0.9], seeds: [1, 2], maxSets: 600};
const FOLDS = 3;

const {values} = parseArgs({
  options: {only: {type: 'string'}, artifacts: {type: 'string', default: 'artifacts'}},
});
const latest = (path: string) => `${values.artifacts}/${path}`;
const training = await tokenShard.read(latest('tokenize/latest/training.arrow'));
const validation = await tokenShard.read(latest('tokenize/latest/validation.arrow'));
const vocabSize = training.vocabSize!;
const masked = maskForFit(validation, MASKS);
const {engine} = await loadEngine('auto');
const opened = new Map<string, Completer>();
const names = values.only?.split(',') ?? VARIANTS.map(({name}) => name);

for (const variant of VARIANTS.filter(({name}) => names.includes(name))) {
  const {name, members, options, depth = 200} = variant;
  const completers: Completer[] = [];
  for (const member of members) completers.push(await open(member));
  const describer = poolDescriber({training, vocabSize, depth}, completers);
  const cases = await collectRankCases(masked, describer);
  if (name === 'all members') await keepUnfitted(members, cases);
  const D = featureCount(members.length);
  const scores = await crossFit(engine, cases, D, FOLDS, {...OPTIONS, ...options});
  const row = {name, members: members.length, ...scoreRankings(cases, scores)};
  console.log(JSON.stringify(row));
  await keepRow('stacking', row);
}
for (const completer of opened.values()) completer.dispose();

/** The members alone, and the mean of their log ranks: what there is without fitting. */
async function keepUnfitted(members: string[], cases: RankCase[]): Promise<void> {
  const D = featureCount(members.length);
  const columns = members.map((_, m) => featuresOfMember(m));
  const by = (score: (row: Float32Array) => number) =>
    cases.map(({features, relevant}) =>
      Float64Array.from(relevant, (_, i) => score(features.subarray(i * D, (i + 1) * D))),
    );
  for (const [m, member] of members.entries()) {
    const found = scoreRankings(
      cases,
      by(row => row[columns[m].share]),
    );
    await keepRow('stacking', {name: `${member} alone`, members: 1, ...found});
  }
  const meanRank = by(row => columns.reduce((sum, {logRank}) => sum + row[logRank], 0));
  const found = scoreRankings(cases, meanRank);
  await keepRow('stacking', {name: 'mean of log ranks', members: members.length, ...found});
}

async function open(member: string): Promise<Completer> {
  const known = opened.get(member);
  if (known) return known;
  const [stage, power] = member.startsWith('nearest ')
    ? ['train-nearest-sets', Number(member.slice('nearest '.length))]
    : [member, undefined];
  const model = await completionModel.read(latest(`${stage}/latest/model`));
  const changed =
    model.kind === 'nearest-sets' && power !== undefined
      ? {...model, options: {...model.options, power}}
      : model;
  const completer = await openCompleter(changed, {engine: 'auto'});
  opened.set(member, completer);
  return completer;
}
