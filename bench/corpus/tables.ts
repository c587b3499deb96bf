// What the corpus benchmark writes down: bench/results/corpus.json, and three tables in bench/RESULTS.md.
import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {median} from '../engine/median.ts';
import {toTable} from '../markdown-table.ts';
import {type OurRun, peakMemory, STAGES, secondsWithoutSplit} from './our-run.ts';
import {PEER_KINDS, type PeerKind, type PeerRun, totalSeconds} from './peer-run.ts';

const PEERS: Record<PeerKind, string> = {
  loops: 'plain Python and pandas',
  text: 'vectorised pandas',
  category: 'vectorised pandas with categories',
};

const BENCH = join(import.meta.dirname, '..');
const MARKERS = ['<!-- corpus: begin -->', '<!-- corpus: end -->'];

export interface Measured {
  ours: OurRun[];
  peers: Record<PeerKind, PeerRun[]>;
  /** Runs over a share of the libraries, every fourth, every second, all. */
  scaling: {share: string; files: number; run: OurRun}[];
}

/** `ratio`: how many times less ours takes; null for what has no peer. */
interface Case {
  case: string;
  ours: number;
  peer: number | null;
  ratio: number | null;
}

/** Rewrites both files; returns the tables. */
export function writeTables(measured: Measured): string {
  const cases = casesOf(measured);
  const rows = cases.map(row => `  ${JSON.stringify(row)}`);
  writeFileSync(join(BENCH, 'results/corpus.json'), `[\n${rows.join(',\n')}\n]\n`);
  const tables = [
    caseTable(cases),
    stageTable(measured.ours),
    countTable(measured),
    scalingTable(measured.scaling),
  ].join('\n\n');
  const file = join(BENCH, 'RESULTS.md');
  writeFileSync(file, replaceBetweenMarkers(readFileSync(file, 'utf8'), tables));
  return tables;
}

function casesOf({ours, peers}: Measured): Case[] {
  const memory = Math.max(...ours.map(peakMemory));
  const seconds = median(ours.map(secondsWithoutSplit));
  const megabytes = (bytes: number) => bytes / 1e6;
  const what = 'import, harmonize, filter, encode';
  return [
    ...PEER_KINDS.map(kind =>
      compare(`${what}: seconds, against ${PEERS[kind]}`, seconds, peers[kind], totalSeconds),
    ),
    ...PEER_KINDS.map(kind =>
      compare(
        `peak memory, MB, against ${PEERS[kind]}`,
        megabytes(memory),
        peers[kind],
        ({peakMemoryBytes}) => megabytes(peakMemoryBytes),
      ),
    ),
    {
      case: 'all five stages, the split included: seconds',
      ours: short(median(ours.map(({wallSeconds}) => wallSeconds))),
      peer: null,
      ratio: null,
    },
  ];
}

function compare(name: string, ours: number, runs: PeerRun[], of: (run: PeerRun) => number): Case {
  if (runs.length === 0) return {case: name, ours: short(ours), peer: null, ratio: null};
  const peer = median(runs.map(of));
  return {case: name, ours: short(ours), peer: short(peer), ratio: short(peer / ours)};
}

function caseTable(cases: Case[]): string {
  return toTable(
    ['case', 'ours', 'peer', 'times less'],
    cases.map(row => [row.case, text(row.ours), text(row.peer), text(row.ratio)]),
  );
}

function stageTable(runs: OurRun[]): string {
  const rows = STAGES.map(name => {
    const figures = runs.map(({stages}) => stages[name]);
    const memory = Math.max(...figures.map(({peakMemoryBytes}) => peakMemoryBytes));
    return [
      name,
      text(short(median(figures.map(({seconds}) => seconds)))),
      text(Math.round(memory / 1e6)),
    ];
  });
  return toTable(['stage', 'seconds', 'peak memory, MB'], rows);
}

/** Sets, memberships and distinct symbols behind each stage, beside the peer's. */
function countTable({ours, peers}: Measured): string {
  const {stages} = ours[0];
  const [imported, harmonized, filtered, split, tokens] = STAGES.map(name => stages[name].counts);
  const peer = peers.text[0] ?? peers.category[0];
  const peerOf = (step: string) => {
    const found = peer?.counts[step];
    return found ? [found.sets, found.memberships, found.symbols] : [null, null, null];
  };
  const encoded = tokens.trainingTokens + tokens.validationTokens + tokens.testTokens;
  const rows: [string, (number | null)[]][] = [
    [
      'import-gene-sets',
      [imported.sets, imported.memberships, imported.rawSymbols, ...peerOf('import')],
    ],
    [
      'harmonize-symbols',
      [harmonized.setsOut, harmonized.membershipsOut, harmonized.symbols, ...peerOf('harmonize')],
    ],
    [
      'filter-rare-genes',
      [filtered.setsOut, filtered.membershipsOut, filtered.genesOut, ...peerOf('filter')],
    ],
    ['split and tokenize', [split.sets, encoded, tokens.vocabulary - 1, ...peerOf('encode')]],
  ];
  return toTable(
    ['after', 'sets', 'memberships', 'symbols', "pandas' sets", 'memberships', 'symbols'],
    rows.map(([name, counts]) => [name, ...counts.map(text)]),
  );
}

function scalingTable(scaling: Measured['scaling']): string {
  const rows = scaling.map(({share, files, run}) => [
    share,
    text(files),
    text(run.stages['import-gene-sets'].counts.memberships),
    text(short(run.wallSeconds)),
    text(Math.round(peakMemory(run) / 1e6)),
  ]);
  return toTable(['libraries', 'files', 'memberships', 'seconds', 'peak memory, MB'], rows);
}

function text(value: number | null): string {
  return value === null ? '–' : value.toLocaleString('en-US', {maximumFractionDigits: 3});
}

/** Three digits are as many as a shared machine repeats. */
function short(value: number): number {
  return Number(value.toPrecision(3));
}

function replaceBetweenMarkers(document: string, table: string): string {
  const [begin, end] = MARKERS.map(marker => document.indexOf(marker));
  if (begin < 0 || end < begin) {
    throw new Error(`bench/RESULTS.md: expected the lines ${MARKERS.join(' and ')}`);
  }
  const head = document.slice(0, begin + MARKERS[0].length);
  return `${head}\n\n${table}\n\n${document.slice(end)}`;
}
