import {readFile} from 'node:fs/promises';
import {beforeAll, describe, expect, test} from '@jest/globals';
import type {LineageEntry} from '../../shared/pipeline/stage-contract.ts';
import {scoreText} from '../../shared/text/number-text.ts';
import report from '../../stages/report.ts';
import {findLoads, readElements} from '../report/check-html.ts';
import {openInBrowser} from '../report/open-in-browser.ts';
import {syntheticScores} from '../report/synthetic-scores.ts';
import {runStage} from './run-stage.ts';

const SETS = 60;
const INJECTED = `<script>alert("x")</script> & 'co'`;
const {results, scores} = syntheticScores(
  {'train-gpt': 0.4, 'train-nearest-sets': 0.6, chance: 0},
  SETS,
);
const vocabulary = {
  symbols: ['<end>', 'TP53', 'BRCA1', 'MYC'],
  geneSets: new Int32Array(4),
  proteinCoding: new Uint8Array(4),
};
const completions = Array.from({length: SETS}, (_, setId) => ({
  ...{method: 'train-gpt', kind: 'gpt', role: 'language model', protocol: 'shuffled-20', seed: 1},
  setId,
  library: `${INJECTED} library`,
  name: `${INJECTED} ${setId}`,
  promptGenes: [1],
  heldOutGenes: [2],
  outsideGenes: ['<b>'],
  generatedGenes: [2, 3],
  generatedProbabilities: [],
  generatedChances: [0.9, 0.1],
  heldOutRanks: [1],
}));
const lossCurve = [1, 2, 3].map(step => ({
  step,
  tokens: step * 100,
  learningRate: 1e-3,
  trainingLoss: 9 - step,
  validationLoss: step === 3 ? 6.5 : null,
}));
const summaries = [
  {
    stage: 'import-gene-sets',
    counts: {sets: 1234, memberships: 56789},
    notes: [{message: `odd ${INJECTED} line`, count: 3}],
  },
  {stage: 'split-sets', counts: {trainingSets: 1000, testSets: SETS}, notes: []},
];
const lineage: LineageEntry[] = [
  {
    stage: 'import',
    uses: 'stages/import-gene-sets',
    key: '0123456789abcdef0123456789abcdef',
    params: {minGenes: 5, note: INJECTED},
    outputs: {},
    metrics: {setsPerSecond: 9000},
    host: {name: 'laptop', platform: 'linux', node: 'v20', cpu: 'a CPU', cores: 4},
    startedAt: '2025-01-01T00:00:00Z',
    seconds: 75,
    peakMemoryBytes: 123e6,
    sources: [{path: `data/${INJECTED}.gmt`, sha256: 'ab'.repeat(32), bytes: 1234}],
  },
];
const twins = Array.from({length: SETS}, (_, setId) => ({
  ...{setId, library: 'toy', name: `set ${setId}`, size: 9, twinSetId: 900, twinLibrary: 'known'},
  ...{twinName: `twin ${INJECTED}`, twinSize: 8, overlap: 3, jaccard: setId < 6 ? 0.55 : 0.25},
  containment: 0.4,
}));
const summary = {sets: 20, precision: 0.4, recall: 0.3, f1: 0.35, exact: 0.05, meaning: 0.5};
const named = {
  ...{...summary, intervals: {f1: [0.31, 0.39]}},
  strata: [{...summary, jaccard: [0.1, 0.2], f1: 0.125, intervals: {}}],
};
const names = {
  sets: 20,
  shown: {
    whole: {
      methods: {gpt: named, 'nearest-set': named},
      differences: {reference: 'gpt', methods: {'nearest-set': named}},
    },
  },
  examples: [
    {
      ...{setId: 3, library: 'toy', trueName: INJECTED, likeness: 0.15},
      names: {gpt: {name: `written ${INJECTED}`, probability: 0.021, f1: 0.5}},
    },
  ],
  provenance: {trainingSets: 100, bootstrap: {resamples: 10, seed: 1, level: 0.95}},
};
const inputs = {
  ...{results, perSet: scores, completions: [completions], vocabulary},
  ...{lossCurve: [lossCurve], twins, summaries},
  names: [names],
  modelFiles: [
    {
      ...{protocol: 'shuffled-20', seed: 1, sets: 12, bytes: 11_800_000},
      stack: {recallAt50: 0.5818, significant: 11, calibrationError: 0.031},
      file: {recallAt50: 0.5816, significant: 10, calibrationError: 0.032},
      ...{recallAt50Difference: -0.0002, interval: [-0.0009, 0.0005]},
      nearness: [{from: 0.1, upTo: 0.4, sets: 25, recallAt50: 0.3, rightOfFirst10: 2.8}],
    },
  ],
};

let page: string;
let text: string;
beforeAll(async () => {
  const run = await runStage(report, {inputs, lineage, params: {title: INJECTED}});
  page = await readFile(run.pathOf('page'), 'utf8');
  text = page.replace(/<[^>]*>/g, '').replace(/\s+/g, ' ');
});

describe('report', () => {
  test('is well-formed HTML with all its sections', () => {
    const elements = readElements(page);
    expect(elements.slice(0, 2)).toEqual(['html', 'head']);
    expect(elements.filter(name => name === 'svg')).toHaveLength(7);
    const titles = [...page.matchAll(/<h2>([^<]*)<\/h2>/g)].map(([, title]) => title);
    expect(titles).toEqual([
      'The short answer',
      'Examples',
      'When to trust it',
      'Where a lookup is as good',
      'How near the test comes to training',
      'Methods and protocols',
      'The methods beside each other',
      'How much of the hidden set comes first',
      'How far beyond chance',
      'By size of the set',
      'All the numbers',
      'What a set is called',
      'The model file',
      'Training',
      'The data’s journey',
      'Provenance',
    ]);
  });

  test('needs no network and runs no script', () => {
    expect(findLoads(page.replace(/ xmlns(:\w+)?="[^"]*"/g, ''))).toEqual([]);
    expect(readElements(page)).not.toContain('script');
    expect(page).not.toMatch(/\son\w+="/);
  });

  test('shows in a browser without a complaint', () => {
    expect(openInBrowser(page)?.console ?? []).toEqual([]);
  }, 60_000);

  test('escapes names, notes, parameters and paths', () => {
    expect(page).not.toContain('<script');
    const escaped = '&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; &amp; &#39;co&#39;';
    expect(page).toContain(`<title>${escaped}</title>`);
    expect(page).toContain(`odd ${escaped} line`);
    expect(page).toContain(`data/${escaped}.gmt`);
    expect(page).toContain('<span>&lt;b&gt;</span>');
  });

  test('gives the counts of the results', () => {
    const {significant, averagePrecision} = results.protocols['shuffled-20']!.methods['train-gpt'];
    expect(page).toContain(`<td>${Math.round(significant!)}<small>`);
    expect(page).toContain(averagePrecision!.toFixed(3).slice(1));
    for (const name of ['tcc', 'shuffled-20']) expect(page).toContain(`>${name}<small>60 sets`);
    expect(page).toContain('<b>56,789</b> memberships');
    expect(page).toContain('1 min 15 s');
    expect(text).toContain('0.10–0.4025 .3002.8');
    expect(page).toContain('0123456789ab<');
    expect(text).toContain('.350 .310 to .390');
    expect(text).toContain('written by the GPT less name of the nearest training set+.125');
    expect(page).toContain('<small>2.1 %</small>');
  });

  test('shows the examples asked for, hits marked', async () => {
    expect(page.match(/<article/g)).toHaveLength(10);
    expect(page.match(/<mark>BRCA1<\/mark>/g)).toHaveLength(10);
    expect(page.match(/<mark>BRCA1&nbsp;<small>90 %<\/small><\/mark>/g)).toHaveLength(10);
    expect(page).toContain('<span>MYC&nbsp;<small>10 %</small></span>');
    expect(page).not.toContain('<mark>MYC');
    const run = await runStage(report, {inputs, params: {examples: 3}});
    expect((await run.read('page')).match(/<article/g)).toHaveLength(3);
  });

  test('says when chances can be trusted, by what came true', () => {
    // Of each set the gene of chance .9 was hidden and the one of .1 was not: 10 points off at both ends.
    expect(text).toContain('expected calibration error .100, over 120 named genes of 60 sets');
    expect(text).toContain(
      'Of the 60 genes named with a chance of 80 % or more, 100 % were hidden',
    );
  });

  test('says so where no method states chances', async () => {
    const bare = completions.map(row => ({...row, generatedChances: []}));
    const run = await runStage(report, {inputs: {...inputs, completions: [bare]}});
    expect((await run.read('page')).replace(/\s+/g, ' ')).toContain(
      'No method stated a calibrated chance',
    );
  });

  test('tells how near the test comes to training, and names the nearest', () => {
    expect(text).toContain('6 of 60 test sets have a near-twin in training');
    expect(text).toContain('nearest training set: twin &lt;script&gt;');
  });

  test('has every score of every method, protocol and stratum with its interval', () => {
    for (const {methods} of Object.values(results.protocols)) {
      for (const summary of Object.values(methods!)) {
        for (const {recallAt50, intervals} of [summary, ...summary.strata]) {
          if (!intervals.recallAt50) continue;
          const [value, low, high] = [recallAt50!, ...intervals.recallAt50].map(scoreText);
          expect(page).toContain(`<td>${value}<small>${low}–${high}</small></td>`);
        }
      }
    }
    expect(page.match(/<summary>(tcc|shuffled-20): 3 methods, 60 sets<\/summary>/g)).toHaveLength(
      2,
    );
  });

  test('is small enough to open at once, and dark where the reader’s screen is', () => {
    expect(page.length).toBeLessThan(1_000_000);
    expect(page).toContain('prefers-color-scheme: dark');
  });

  test('is the same page again', async () => {
    const again = await runStage(report, {inputs, lineage, params: {title: INJECTED}});
    expect(await again.read('page')).toBe(page);
  });

  test('is the same page where the pipeline calls its methods by other names', async () => {
    const names: Record<string, string> = {'train-gpt': 'MY-1', 'train-nearest-sets': 'MY-2'};
    const rename = <T>(value: T): T =>
      JSON.parse(JSON.stringify(value), (_, part) => {
        if (typeof part === 'string') return names[part] ?? part;
        if (typeof part !== 'object' || part === null || Array.isArray(part)) return part;
        return Object.fromEntries(
          Object.entries(part).map(([key, own]) => [names[key] ?? key, own]),
        );
      });
    const renamed = {
      ...inputs,
      results: rename(results),
      perSet: rename(scores),
      completions: [rename(completions)],
    };
    const other = await runStage(report, {inputs: renamed, lineage, params: {title: INJECTED}});
    // Charts say the names to readers of screens; all that is seen goes by kinds and roles.
    const back = (found: string) => Object.keys(names).find(name => names[name] === found)!;
    expect((await other.read('page')).replace(/MY-\d/g, back)).toBe(page);
  });

  test('puts the numbers beside the page', async () => {
    const run = await runStage(report, {inputs, params: {examples: 0}});
    expect(await run.read('results')).toEqual(results);
  });

  test('says so where there is no loss curve and no lineage', async () => {
    const run = await runStage(report, {
      inputs: {...inputs, lossCurve: [], twins: [], summaries: []},
    });
    const bare = (await run.read('page')).replace(/\s+/g, ' ');
    expect(bare).toContain('This model has no loss curve');
    expect(bare).toContain('outside a pipeline run');
    expect(bare).not.toContain('The data’s journey');
    readElements(bare);
  });

  test('refuses scores of other completions', async () => {
    const foreign = {...inputs, completions: [completions.slice(0, 1)]};
    await expect(runStage(report, {inputs: foreign})).rejects.toThrow(
      /is scored but not among the completions/,
    );
  });
});
