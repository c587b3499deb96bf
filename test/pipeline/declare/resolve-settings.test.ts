// How a stage is run: its own settings over the defaults.
import {describe, expect, test} from '@jest/globals';
import {nodeOf, pipelineFiles} from './load-text.ts';
import {VALID} from './mistakes/mistakes.ts';

const {load} = pipelineFiles();

describe('how a stage is run', () => {
  test('comes from its own keys over the defaults', async () => {
    const pipeline = await load(`${VALID.replace(
      '  scale:\n',
      '  scale:\n    resources: {memory: 4GiB, time: 1-12:00:00}\n    retries: 0\n    timeout: 90s\n    env: {MODE: 1}\n',
    )}defaults: {resources: {cpus: 3, memory: 500M}, retries: 2, scale: 1.5, env: {LANG_OF: x}}
`);
    expect(nodeOf(pipeline, 'scale')).toMatchObject({
      resources: {cpus: 3, memory: 4 * 1024 ** 3, gpus: 0, time: 129_600},
      ...{threads: 3, retries: 0, scale: 1.5, timeout: 90, env: {LANG_OF: 'x', MODE: '1'}},
    });
    expect(nodeOf(pipeline, 'add-up').resources).toEqual({cpus: 3, memory: 500e6, gpus: 0});
  });

  test('is one core, no GPU and one try where nothing is said', async () => {
    const {resources, threads, retries, timeout, env} = nodeOf(await load(VALID), 'scale');
    expect({resources, threads, retries, timeout, env}).toEqual({
      ...{resources: {cpus: 1, gpus: 0}, threads: undefined},
      ...{retries: 0, timeout: undefined, env: {}},
    });
  });

  test("takes named variables from the caller's environment", async () => {
    process.env.GENEGLOT_TEST_MODE = 'fast';
    try {
      const pipeline = await load(
        VALID.replace('  scale:\n', '  scale:\n    env: [GENEGLOT_TEST_MODE]\n'),
      );
      expect(nodeOf(pipeline, 'scale').env).toEqual({GENEGLOT_TEST_MODE: 'fast'});
    } finally {
      delete process.env.GENEGLOT_TEST_MODE;
    }
  });
});
