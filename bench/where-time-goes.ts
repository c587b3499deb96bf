// Where the time of a finished run goes: its stages and what each did, in wall and in processor time.
// Run: npx tsx bench/where-time-goes.ts [ARTIFACTS] [--before OTHER_ARTIFACTS] [--run ID] [--before-run ID] [--least PERCENT]

import {parseArgs} from 'node:util';
import {historyFolder, readRun} from '../shared/pipeline/show/history.ts';
import type {Manifest} from '../shared/pipeline/store/manifest.ts';
import {readArtifact} from '../shared/pipeline/store/read-manifest.ts';
import {durationText} from '../shared/text/amount-text.ts';
import {type StageSpan, sumOf, timeTable} from './time-table.ts';

const {values, positionals} = parseArgs({
  allowPositionals: true,
  options: {
    before: {type: 'string'},
    run: {type: 'string', default: 'last'},
    'before-run': {type: 'string', default: 'last'},
    least: {type: 'string', default: '0.5'},
  },
});
const least = Number(values.least);
if (!(least >= 0)) throw new Error(`--least is ${values.least}: expected a percentage`);
const after = await openRun(positionals[0] ?? 'artifacts', values.run);
const before = values.before && (await openRun(values.before, values['before-run']));
if (before) console.log(`before: ${before.description}`);
console.log(`${before ? 'after:  ' : ''}${after.description}\n`);
const runs = before ? [before.stages, after.stages] : [after.stages];
console.log(timeTable(runs, least / 100).join('\n'));

/** A recorded run; every stage has the times of its artifact, whether this run made it or one before. */
async function openRun(
  artifacts: string,
  id: string,
): Promise<{description: string; stages: StageSpan[]}> {
  const record = await readRun(historyFolder(artifacts), id);
  const all = Object.entries(record.stages);
  const manifests = all.flatMap(
    ([stage, {key}]) => (key && readArtifact(artifacts, stage, key)) || [],
  );
  if (manifests.length === 0)
    throw new Error(`${artifacts}: no artifact of run ${record.id} is left`);
  const stages = manifests.map(toSpan);
  const ran = all.filter(([, {outcome}]) => outcome === 'ran').length;
  const {cpu, cores} = manifests[0].host;
  return {
    description: `run ${record.id}, ${ran} of ${all.length} stages in ${durationText(record.seconds)}; all stages one after the other ${durationText(sumOf(stages).seconds)}; ${cpu}, ${cores} cores`,
    stages,
  };
}

function toSpan({stage, seconds, parts}: Manifest): StageSpan {
  const processorSeconds = parts && sumOf(parts).processorSeconds;
  return {name: stage, seconds, processorSeconds, parts: parts ?? []};
}
