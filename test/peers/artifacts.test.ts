// Every file that small runs of both pipelines leave, opened by pyarrow, pandas, safetensors and Python's JSON.
import {execFile} from 'node:child_process';
import {readdirSync, readFileSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from '@jest/globals';
import {inspectSafetensors} from '../../shared/formats/safetensors/safetensors.ts';
import {scratchFolder} from '../formats/scratch-folder.ts';
import {startPeer} from './start-peer.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const pathOf = scratchFolder();
const {ask, stop} = startPeer('open-files.py');
afterAll(stop);

const SMALL = {
  'pipeline.yaml': {
    'import-gene-sets.gmt': 'data/gene-sets/wikipathways.gmt.gz',
    ...{'split.heldOutShare': 0.2, 'split.testSets': 50},
    ...{'train-gpt.maxSteps': 10, 'train-gpt.nEmbd': 32, 'train-gpt.nHead': 2},
    ...{'train-set-encoder.maxSteps': 10, 'stack-models.caseSets': 100},
    ...{'stack-models.depth': 50, 'stack-models.epochs': 2},
  },
  'pipelines/cells.yaml': {
    ...{'train-cell-encoder.maxSteps': 10, 'train-cell-encoder.nEmbd': 16},
    ...{'fine-tune.maxSteps': 10, 'fine-tune.nEmbd': 32},
    ...{'generate-cells.cellsPerType': 5},
    ...{'score-cells.resamples': 20, 'score-cells.components': 5},
    ...{'score-cells.gromovCells': 20, 'score-cells.cellsPerType': 5},
  },
};

interface Output {
  file: string;
  format: string;
  counts: Record<string, number>;
  schema?: Record<string, string>;
}

interface Opened {
  rows?: number;
  columns?: string[];
  tensors?: Record<string, number[]>;
}

function run(pipeline: string, values: object): Promise<void> {
  const set = Object.entries(values).flatMap(([name, value]) => ['--set', `${name}=${value}`]);
  const command = ['bin/geneglot.mjs', 'run', '--pipeline', pipeline, ...set];
  return new Promise((done, fail) =>
    execFile(process.execPath, [...command, '--artifacts', pathOf(pipeline)], {cwd: ROOT}, error =>
      error ? fail(error) : done(),
    ),
  );
}

/** The last artifact's folder and outputs, of each stage. */
function listOutputs(artifacts: string): {path: string; output: Output}[] {
  const stages = readdirSync(artifacts, {withFileTypes: true}).filter(
    entry => entry.isDirectory() && !entry.name.startsWith('.'),
  );
  return stages.flatMap(({name}) => {
    const folder = join(artifacts, name, 'latest');
    const {outputs} = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'));
    return Object.values<Output>(outputs).map(output => ({
      path: join(folder, output.file),
      output,
    }));
  });
}

/** The files of an output that a peer opens; a model is a folder of several. */
function filesOf(path: string): string[] {
  const isFolder = !/\.[a-z]+$/.test(path);
  const files = isFolder
    ? readdirSync(path, {recursive: true, encoding: 'utf8'}).map(name => join(path, name))
    : [path];
  return files.filter(file => /\.(parquet|arrow|json|safetensors)$/.test(file));
}

describe.each(Object.entries(SMALL))('every artifact of %s', (pipeline, values) => {
  let outputs: ReturnType<typeof listOutputs>;
  beforeAll(async () => {
    await run(pipeline, values);
    outputs = listOutputs(pathOf(pipeline));
  }, 900_000);

  test('opens, with the rows and columns that its manifest states', async () => {
    expect(outputs.length).toBeGreaterThan(20);
    let [tables, others] = [0, 0];
    for (const {path, output} of outputs) {
      for (const file of filesOf(path)) {
        const {rows, columns} = await ask<Opened>({ask: 'open', path: file});
        if (file !== path || !output.schema) others++;
        else {
          tables++;
          // The first count of a table is that of its rows.
          const [stated] = Object.values(output.counts);
          expect({file, rows, columns}).toEqual({
            file,
            rows: stated,
            columns: Object.keys(output.schema),
          });
        }
      }
    }
    expect(tables).toBeGreaterThan(10);
    expect(others).toBeGreaterThan(10);
  }, 300_000);

  test('has the tensors that its header names', async () => {
    const files = outputs.flatMap(({path}) => filesOf(path));
    for (const file of files.filter(name => name.endsWith('.safetensors'))) {
      const {tensors} = await ask<Opened>({ask: 'open', path: file});
      const ours = (await inspectSafetensors(file)).tensors.map(({name, shape}) => [name, shape]);
      expect(tensors).toEqual(Object.fromEntries(ours));
    }
  }, 300_000);
});
