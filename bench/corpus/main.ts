// The corpus stages beside a pandas script, in one sitting: make bench-corpus GMT=FOLDER HGNC=TABLE. Ours and the peer
// take turns; medians of --rounds. Writes bench/results/corpus.json and the tables in bench/RESULTS.md.

import {existsSync, readdirSync} from 'node:fs';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join, resolve} from 'node:path';
import {parseArgs} from 'node:util';
import {bytesText, durationText} from '../../shared/text/amount-text.ts';
import {type Corpus, type OurRun, peakMemory, runOurs, secondsWithoutSplit} from './our-run.ts';
import {missingPeer, PEER_KINDS, type PeerRun, runPeer, totalSeconds} from './peer-run.ts';
import {type Measured, writeTables} from './tables.ts';

const {values} = parseArgs({
  options: {
    gmt: {type: 'string'},
    hgnc: {type: 'string'},
    rounds: {type: 'string', default: '3'},
  },
});

async function main(): Promise<void> {
  const corpus = findCorpus();
  const missing = missingPeer();
  if (missing) console.error(missing);
  const artifacts = await mkdtemp(join(tmpdir(), 'geneglot-bench-corpus-'));
  const measured: Measured = {ours: [], peers: {loops: [], text: [], category: []}, scaling: []};
  try {
    // The first run compiles the stages; it is not counted.
    await runOurs(sample(corpus, 8), artifacts, ['split.heldOutShare=0.1', 'split.testSets=10']);
    for (let round = 1; round <= Number(values.rounds); round++) {
      measured.ours.push(tellOurs(round, await runOurs(corpus, artifacts)));
      if (missing) continue;
      for (const kind of PEER_KINDS) {
        const run = tellPeer(round, kind, await runPeer(corpus, kind));
        measured.peers[kind].push(requireSameImport(run, measured.ours[0]));
      }
    }
    for (const [share, step] of [
      ['1/4', 4],
      ['1/2', 2],
      ['1/1', 1],
    ] as const) {
      const part = sample(corpus, step);
      const run = await runOurs(part, artifacts, ['split.testSets=200']);
      measured.scaling.push({share, files: part.files.length, run});
    }
  } finally {
    await rm(artifacts, {recursive: true});
  }
  console.log(writeTables(measured));
  if (missing) process.exitCode = 1;
}

function findCorpus(): Corpus {
  const {gmt, hgnc} = values;
  if (!gmt || !hgnc || !existsSync(gmt) || !existsSync(hgnc)) {
    throw new Error(
      `found GMT=${gmt ?? ''} HGNC=${hgnc ?? ''}: expected a folder of GMT files and HGNC's complete set, e.g. make bench-corpus GMT=my/sets HGNC=hgnc_complete_set.txt.gz`,
    );
  }
  const files = readdirSync(gmt)
    .filter(name => name.endsWith('.gmt'))
    .sort()
    .map(name => resolve(gmt, name));
  return {files, symbolTable: resolve(hgnc)};
}

/** Every `step`-th library. */
function sample({files, symbolTable}: Corpus, step: number): Corpus {
  return {files: files.filter((_, i) => i % step === 0), symbolTable};
}

/** Both read the same files, so they must find the same. */
function requireSameImport(peer: PeerRun, {stages}: OurRun): PeerRun {
  const {sets, memberships, rawSymbols: symbols} = stages['import-gene-sets'].counts;
  const [found, expected] = [peer.counts.import, {sets, memberships, symbols}].map(counts =>
    JSON.stringify(counts),
  );
  if (found === expected) return peer;
  throw new Error(`the peer imported ${found}; expected ${expected}, as import-gene-sets did`);
}

function tellOurs(round: number, run: OurRun): OurRun {
  const stages = Object.entries(run.stages).map(
    ([name, {seconds}]) => `${name} ${durationText(seconds)}`,
  );
  console.log(
    `round ${round}: ours ${durationText(secondsWithoutSplit(run))}, with the split ${durationText(run.wallSeconds)}, ${bytesText(peakMemory(run))} (${stages.join(', ')})`,
  );
  return run;
}

function tellPeer(round: number, kind: string, run: PeerRun): PeerRun {
  console.log(
    `round ${round}: pandas ${run.pandas}, ${kind}: ${durationText(totalSeconds(run))}, ${bytesText(run.peakMemoryBytes)}`,
  );
  return run;
}

await main();
