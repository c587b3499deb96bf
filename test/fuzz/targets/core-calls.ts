// Odd calls on the compiled core: on the native and the WebAssembly engine, and on the addon without the engine's checks.
import {existsSync} from 'node:fs';
import {createRequire} from 'node:module';
import {ADDON, loadNativeEngine} from '../../../shared/engines/native.ts';
import {loadWasmEngine} from '../../../shared/engines/wasm.ts';
import {type Addon, tryOddAddonCalls} from '../../engines/odd-addon-calls.ts';
import {tryOddCalls} from '../../engines/odd-calls.ts';
import type {FuzzTarget} from '../fuzz-target.ts';

type Outcome = Promise<{complaints: string[]}>;

/** Calls of one try. */
const CALLS = 20;
const wasm = await loadWasmEngine(2);

/** What is tried; the addon only where it was compiled. */
const TRIES: ((seed: number) => Outcome)[] = [
  seed => tryOddCalls(wasm, {calls: CALLS, seed}),
  ...(existsSync(ADDON) ? nativeTries() : []),
];

function nativeTries(): typeof TRIES {
  const engine = loadNativeEngine(2);
  const addon = createRequire(import.meta.url)(ADDON) as Addon;
  return [
    seed => tryOddCalls(engine, {calls: CALLS, seed}),
    seed => tryOddAddonCalls(addon, {calls: CALLS, seed}),
  ];
}

export const target: FuzzTarget = {
  ciTries: 12,
  async tryOnce(random) {
    const seed = random.int(2 ** 32);
    const {complaints} = await TRIES[random.int(TRIES.length)](seed);
    return complaints.length > 0 ? `seed ${seed}: ${complaints.join('; ')}` : undefined;
  },
};
