// Every pipeline of the repository loads: those laid over another, too, when the other has got new stages.
import {readdirSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {expect, test} from '@jest/globals';
import {loadPipeline} from '../../shared/pipeline/declare/load-pipeline.ts';

const root = resolve(import.meta.dirname, '../..');
const files = [
  'pipeline.yaml',
  ...readdirSync(join(root, 'pipelines')).map(name => `pipelines/${name}`),
];

test.each(files)('%s loads', async file => {
  const {nodes} = await loadPipeline({file: join(root, file)});
  expect(nodes.length).toBeGreaterThan(0);
});
