// Sets to complete: sizes around the embedded gene sets' median, one gene in five shown, the rest to be generated.
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {createRandom, type Random} from '../../shared/stats/random.ts';

/** Genes of the middle set, and the spread of the sizes' logarithms. */
const MEDIAN_SIZE = 36;
const LOG_SPREAD = 0.9;
/** filter-rare-genes' limits. */
const SMALLEST = 5;
const LARGEST = 500;
const SHOWN = 0.2;

/** Writes prompts (the end token opens them) and the number of genes to generate for each; returns the path. */
export function writePrompts(folder: string, count: number, vocabSize: number): string {
  const random = createRandom(36);
  const prompts: number[][] = [];
  const newTokens: number[] = [];
  for (let i = 0; i < count; i++) {
    const size = drawSize(random);
    const shown = Math.ceil(SHOWN * size);
    prompts.push([0, ...drawGenes(random, shown, vocabSize)]);
    newTokens.push(size - shown);
  }
  const path = join(folder, 'prompts.json');
  writeFileSync(path, JSON.stringify({prompts, newTokens}));
  return path;
}

/** Log-normal, by Box and Muller's transform. */
function drawSize(random: Random): number {
  const radius = Math.sqrt(-2 * Math.log(1 - random.next()));
  const normal = radius * Math.cos(2 * Math.PI * random.next());
  const size = Math.round(MEDIAN_SIZE * Math.exp(LOG_SPREAD * normal));
  return Math.min(LARGEST, Math.max(SMALLEST, size));
}

function drawGenes(random: Random, count: number, vocabSize: number): number[] {
  const genes = new Set<number>();
  while (genes.size < count) genes.add(1 + random.int(vocabSize - 1));
  return [...genes];
}
