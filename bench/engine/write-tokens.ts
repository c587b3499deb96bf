// The same tokens for every engine and its peer: random batches in one file, read by both sides.
import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import type {Batch} from '../../shared/engines/contract/engine.ts';
import {createRandom} from '../../shared/stats/random.ts';
import type {Shape} from './model-shapes.ts';

/** Batches in a file; steps take them in turn. */
const BATCHES = 4;

/** Writes random tokens as little-endian int32 of shape (4, B, T + 1); position t predicts t + 1. Returns the path. */
export function writeTokens(folder: string, name: string, {config, B}: Shape): string {
  const random = createRandom(1);
  const count = BATCHES * B * (config.blockSize + 1);
  const tokens = Int32Array.from({length: count}, () => random.int(config.vocabSize));
  const path = join(folder, `${name}.tokens`);
  writeFileSync(path, tokens);
  return path;
}

/** The batches of such a file, every row one document. */
export function readBatches(path: string, {config, B}: Shape): Batch[] {
  const {buffer, byteOffset, byteLength} = readFileSync(path);
  const all = new Int32Array(buffer.slice(byteOffset, byteOffset + byteLength));
  const T = config.blockSize;
  return Array.from({length: BATCHES}, (_, batch) => {
    const part = (shift: number) =>
      Int32Array.from({length: B * T}, (_, i) => {
        const row = batch * B + Math.floor(i / T);
        return all[row * (T + 1) + (i % T) + shift];
      });
    return {B, T, tokens: part(0), targets: part(1), documentStart: new Int32Array(B * T)};
  });
}
