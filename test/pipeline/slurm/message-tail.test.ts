import {appendFile, mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {expect, test} from '@jest/globals';
import {MessageTail} from '../../../shared/pipeline/slurm/message-tail.ts';

test('messages are read line by line, and a line cut by a kill is left out', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'geneglot-tail-'));
  const file = join(folder, 'messages.jsonl');
  const tail = new MessageTail(file);
  expect(await tail.read()).toEqual([]);
  await appendFile(file, '{"type":"interrupted"}\n{"type":"met');
  expect(await tail.read()).toEqual([{type: 'interrupted'}]);
  await appendFile(file, '\n{"type":"metric","name":"é","value":1}\n');
  expect(await tail.read()).toEqual([{type: 'metric', name: 'é', value: 1}]);
  await rm(folder, {recursive: true});
});
