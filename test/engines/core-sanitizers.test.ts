// The core's own test (core/test/) under AddressSanitizer and UndefinedBehaviorSanitizer: random shapes through every
// operation with every instruction set of this processor; then Node with an addon under both, and odd calls on it.
import {spawn, spawnSync} from 'node:child_process';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {describe, expect, test} from '@jest/globals';

const SCRIPT = join(import.meta.dirname, '..', '..', 'core', 'test', 'run.sh');
const CASES = 25;
const CALLS = 120;

/** Why the compiler cannot make programs with sanitizers, or '' when it can. */
function whyNot(): string {
  const folder = mkdtempSync(join(tmpdir(), 'geneglot-sanitizers-'));
  try {
    const flags = ['-fsanitize=address,undefined', '-x', 'c++', '-', '-o', join(folder, 'empty')];
    const {error, status} = spawnSync(process.env.CXX ?? 'g++', flags, {input: 'int main() {}'});
    if (error) return `there is no C++ compiler: ${error.message}`;
    return status === 0 ? '' : 'the compiler has no sanitizer libraries';
  } finally {
    rmSync(folder, {recursive: true});
  }
}

function runTest(): Promise<{code: number | null; output: string}> {
  const child = spawn('sh', [SCRIPT, String(CASES), 'address,undefined', String(CALLS)]);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', text => (output += text));
  return new Promise(resolve => child.on('close', code => resolve({code, output})));
}

const reason = whyNot();
describe('the core under sanitizers', () => {
  (reason ? test.skip : test)(
    `random shapes and odd calls, no wrong result, no wrong access${reason && ` (skipped: ${reason})`}`,
    async () => {
      const {code, output} = await runTest();
      expect(output).toContain(`${CASES} cases, 0 wrong`);
      expect(output).toMatch(new RegExp(`${2 * CALLS} odd calls, 0 wrong|no odd calls: `));
      expect(code).toBe(0);
    },
    600_000,
  );
});
