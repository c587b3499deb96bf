// How well `geneglot enrich --gene` finds a membership that was taken away. From embedded sets that the model was not
// trained on one gene is removed: at which place among all of them does its set stand for the gene, and do the chances
// come true when a gene for ten is hidden? Some of these sets are those that the calibration was fitted on.
//   npx tsx bench/gene-functions.ts --bundle data/model/human-gene-sets.geneglot --genes 500 --sets 300
import {readdirSync} from 'node:fs';
import {join} from 'node:path';
import {parseArgs} from 'node:util';
import {open} from '../run/geneglot.mjs';
import {shareOf, supposedMissing} from '../shared/answers/gene-functions.ts';
import {GeneSpace} from '../shared/answers/gene-space.ts';
import {modelSets} from '../shared/answers/scope-sets.ts';
import {readGmt} from '../shared/ask/completion/read-queries.ts';
import {cosinesWith, setsByLikeness} from '../shared/scores/enrichment/functions-of-gene.ts';
import {narrowSets} from '../shared/scores/enrichment/tested-sets.ts';
import {offsetsOf} from '../shared/stats/offsets-of.ts';
import {createRandom} from '../shared/stats/random.ts';

const {values} = parseArgs({
  options: {
    bundle: {type: 'string', default: 'data/model/human-gene-sets.geneglot'},
    genes: {type: 'string', default: '500'},
    sets: {type: 'string', default: '300'},
  },
});
const GENE_SETS = join(import.meta.dirname, '../data/gene-sets');
/** Sets below this size have no gene for ten to hide. */
const LEAST_GENES = 11;
/** Upper ends of the bins of chances. */
const BINS = [0.01, 0.03, 0.1, 0.3, 1];

interface HeldOut {
  library: string;
  name: string;
  genes: number[];
}

const model = await open(values.bundle);
const space = new GeneSpace(model);
const training = narrowSets({...modelSets(model), symbols: space.symbols});
const heldOut = await readHeldOut();
const random = createRandom(1);
console.log(`${heldOut.length} sets that the model was not trained on`);
tellRanks(Number(values.genes));
tellChances(Number(values.sets));

async function readHeldOut(): Promise<HeldOut[]> {
  const known = new Set(model.sets.titles);
  const sets: HeldOut[] = [];
  for (const file of readdirSync(GENE_SETS)
    .filter(name => name.endsWith('.gmt.gz'))
    .sort()) {
    const library = file.replace('.gmt.gz', '');
    for (const {name, symbols} of await readGmt(join(GENE_SETS, file))) {
      const genes = space.read(symbols).genes.map(({token}) => token);
      const named = genes.filter(gene => space.isKnown(gene));
      const isNew = !known.has(`${library}\t${name}`);
      if (isNew && named.length >= LEAST_GENES) sets.push({library, name, genes: named});
    }
  }
  return sets;
}

function tellRanks(count: number): void {
  const ranks = Array.from({length: count}, rankOfOne).sort((a, b) => a - b);
  const within = (most: number) => ranks.filter(rank => rank <= most).length / count;
  console.log(
    `median rank ${ranks[count >> 1]}, within 12: ${within(12)}, within 100: ${within(100)}`,
  );
}

/** Place of a random set for one of its genes that was removed from it. */
function rankOfOne(): number {
  const at = random.int(heldOut.length);
  const {genes} = heldOut[at];
  const gene = genes[random.int(genes.length)];
  const sets = heldOut.map((set, i) =>
    i === at ? set.genes.filter(one => one !== gene) : set.genes,
  );
  const tested = narrowSets({
    symbols: space.symbols,
    titles: heldOut,
    offsets: offsetsOf(sets.map(({length}) => length)),
    genes: Int32Array.from(sets.flat()),
  });
  const {candidates} = setsByLikeness(tested, gene, cosinesWith(training, gene));
  const place = candidates.findIndex(set => tested.titles[set] === heldOut[at]);
  return place < 0 ? Number.POSITIVE_INFINITY : place + 1;
}

function tellChances(count: number): void {
  const bins = BINS.map(most => ({most, genes: 0, expected: 0, hidden: 0}));
  for (let i = 0; i < count; i++) {
    const {genes} = heldOut[random.int(heldOut.length)];
    const order = random.shuffle(Int32Array.from(genes));
    const hidden = new Set(order.subarray(0, Math.round(order.length / LEAST_GENES)));
    const shown = order.slice(hidden.size);
    const share = shareOf(shown, model);
    for (let gene = 1; gene < model.symbols.length; gene++) {
      if (share(gene) === 0) continue;
      const chance = model.chance(share(gene) * supposedMissing(shown.length));
      const bin = bins[BINS.findIndex(most => chance <= most)];
      bin.genes++;
      bin.expected += chance;
      bin.hidden += Number(hidden.has(gene));
    }
  }
  for (const {most, genes, expected, hidden} of bins) {
    const [said, came] = [expected / genes, hidden / genes].map(share => (share * 100).toFixed(1));
    console.log(`chances up to ${most}: ${genes} genes, said ${said} %, came true ${came} %`);
  }
}
