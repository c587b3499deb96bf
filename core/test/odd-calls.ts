// Odd calls on a compiled addon, raw and through the TypeScript engine: node --import tsx core/test/odd-calls.ts ADDON
// [CALLS] [SEED]. run.sh runs it on an addon with sanitizers. Ends with "N odd calls, M wrong" and exit code 1 if any is.
import {createRequire} from 'node:module';
import {resolve} from 'node:path';
import {loadNativeEngine} from '../../shared/engines/native.ts';
import {type Addon, tryOddAddonCalls} from '../../test/engines/odd-addon-calls.ts';
import {tryOddCalls} from '../../test/engines/odd-calls.ts';

const [file, calls = 1000, seed = 1] = process.argv.slice(2);
const path = resolve(file);
const extent = {calls: Number(calls), seed: Number(seed)};
const found = [
  await tryOddAddonCalls(createRequire(import.meta.url)(path) as Addon, extent),
  await tryOddCalls(loadNativeEngine(2, 'f32', path), extent),
];
const wrong = found.flatMap(({complaints}) => complaints);
for (const complaint of wrong) console.log(complaint);
for (const {refused, answered} of found) console.log(`${refused} refused, ${answered} answered`);
console.log(`${found.length * extent.calls} odd calls, ${wrong.length} wrong`);
process.exitCode = wrong.length > 0 ? 1 : 0;
