// A thread of Node's that is ended while the addon computes for it takes neither the process nor the other threads along.
import {spawnSync} from 'node:child_process';
import {existsSync} from 'node:fs';
import {expect, test} from '@jest/globals';
import {ADDON} from '../../shared/engines/native.ts';

/** Begins four evaluations of 2048 tokens on a model of four layers and awaits none. */
const COMPUTE = `
const addon = require(${JSON.stringify(ADDON)});
addon.configure('', 2);
const model = addon.createModel('', 0, Int32Array.of(4096, 128, 4, 4, 128, 1, 0, 1, 0), 0, 1, true);
const ints = new Int32Array(3 + 3 * 2048);
ints.set([0, 16, 128]);
for (let i = 0; i < 4; i++) addon.run(model, 2, 2, ints, new Float32Array(2048).fill(1), new Float64Array(0), 0, 0, 2);
`;
/** Ends a thread at six moments of its start and its computation, then computes itself. */
const END = `
const {Worker} = require('node:worker_threads');
const wait = ms => new Promise(resolve => setTimeout(resolve, ms));
(async () => {
  for (let i = 0; i < 6; i++) {
    const thread = new Worker(${JSON.stringify(COMPUTE)}, {eval: true});
    await wait(20 + 25 * i);
    await thread.terminate();
  }
  ${COMPUTE}
  console.log('all ended');
})();
`;

(existsSync(ADDON) ? test : test.skip)(
  'ended threads leave the process alive',
  () => {
    const {stdout, stderr, signal} = spawnSync(process.execPath, ['-e', END], {encoding: 'utf8'});
    expect({stdout, stderr, signal}).toEqual({stdout: 'all ended\n', stderr: '', signal: null});
  },
  60_000,
);
