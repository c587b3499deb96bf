// The table of methods × strata of a results.json, as Markdown for a page of the docs:
//   npx tsx bench/method-table.ts artifacts/score-completions/latest/results.json [--protocol shuffled-20]
import {parseArgs} from 'node:util';
import {results} from '../shared/formats/results.ts';
import {PROTOCOL_NAMES} from '../shared/genes/tokens/masking-protocols.ts';
import {toTable} from './markdown-table.ts';

const {positionals, values} = parseArgs({
  allowPositionals: true,
  options: {protocol: {type: 'string', default: 'shuffled-20'}},
});
if (positionals.length !== 1) throw new Error('expected one results.json');
const {protocols} = await results.read(positionals[0]);
const name = PROTOCOL_NAMES.find(name => name === values.protocol);
const protocol = name && protocols[name];
if (!protocol) {
  throw new Error(
    `found no protocol ${values.protocol}: expected one of ${Object.keys(protocols).join(', ')}`,
  );
}
const methods = Object.entries(protocol.methods);
const hasSets = ({sets}: {sets: number}) => sets > 0;
const strata = methods[0][1].strata.filter(hasSets);

type Scores = Pick<(typeof methods)[number][1], 'significant' | 'recallAt50' | 'intervals'>;

const share = (value: number) => value.toFixed(3).replace(/^0/, '');
const count = (value: number) => `${Math.round(value)}`;

/** A value with its interval. */
function withInterval(
  {intervals, ...scores}: Scores,
  metric: 'significant' | 'recallAt50',
  show: (value: number) => string,
): string {
  const value = scores[metric] ?? 0;
  const interval = intervals?.[metric];
  return interval ? `${show(value)} (${interval.map(show).join('–')})` : show(value);
}

const header = [
  'method',
  `significant of ${protocol.sets}`,
  'recall@50',
  ...strata.flatMap(({jaccard: [low, high], sets}) => {
    const stratum = `${low}–${high ?? 1}`;
    return [`${stratum}: significant of ${sets}`, `${stratum}: recall@50`];
  }),
];
const rows = methods.map(([name, scores]) => [
  name,
  ...[scores, ...scores.strata.filter(hasSets)].flatMap(part => [
    withInterval(part, 'significant', count),
    withInterval(part, 'recallAt50', share),
  ]),
]);
console.log(toTable(header, rows));
