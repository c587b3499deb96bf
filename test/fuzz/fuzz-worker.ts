// Makes random tries of one target and tells the parent before and after each; the parent watches for crashes and hangs.
// Run: node --import tsx test/fuzz/fuzz-worker.ts TARGET SEED FIRST, with an IPC channel.
import {mkdtemp, rm} from 'node:fs/promises';
import {join} from 'node:path';
import {createRandom} from '../../shared/stats/random.ts';
import {SCRATCH} from '../pipeline/project.ts';
import {loadTarget} from './fuzz-target.ts';

export interface TryReport {
  /** Number of the try; the seed and this number repeat it. */
  number: number;
  /** Nothing when the try only begins. */
  end?: {wrong?: string};
}

const [name, seed, first] = process.argv.slice(2);
const target = await loadTarget(name);
process.on('disconnect', () => process.exit());
for (let number = Number(first); ; number++) {
  await tell({number});
  const wrong = await tryInScratch(number);
  await tell({number, end: wrong === undefined ? {} : {wrong}});
}

async function tryInScratch(number: number): Promise<string | undefined> {
  const scratch = await mkdtemp(join(SCRATCH, 'try-'));
  try {
    const wrong = await target.tryOnce(createRandom(Number(seed), number), scratch);
    return wrong ?? tooMuchMemory();
  } catch (error) {
    return `the try itself failed: ${error instanceof Error ? error.stack : error}`;
  } finally {
    await rm(scratch, {recursive: true, force: true, maxRetries: 10, retryDelay: 50});
  }
}

/** Memory only grows in this measure, so that the first try above the limit is the one to look at. */
function tooMuchMemory(): string | undefined {
  const most = target.mostMemoryBytes ?? 2 ** 30;
  const taken = process.resourceUsage().maxRSS * 1024;
  return taken > most
    ? `the process took ${Math.round(taken / 2 ** 20)} MB; at most ${most / 2 ** 20} are expected`
    : undefined;
}

function tell(report: TryReport): Promise<void> {
  return new Promise((resolve, reject) => {
    process.send?.(report, undefined, undefined, error => (error ? reject(error) : resolve()));
  });
}
