// Names every test set: by a GPT that writes names, and by looking up what training sets like it are called.
import {z} from 'zod';
import {ENGINE_ASSETS, engineParam} from '../../shared/engines/engine-params.ts';
import {geneSetTable} from '../../shared/formats/gene-set-table.ts';
import {setNames} from '../../shared/formats/names/set-names.ts';
import {stageSummary} from '../../shared/formats/stage-summary.ts';
import {vocabulary} from '../../shared/formats/vocabulary.ts';
import {findNearestTwins} from '../../shared/genes/near-twins/nearest-twins.ts';
import {type GeneSetTable, genesOf, setCount} from '../../shared/genes/sets/gene-set-table.ts';
import {canMask, maskSet} from '../../shared/genes/tokens/mask-set.ts';
import {protocolOf} from '../../shared/genes/tokens/masking-protocols.ts';
import {nameWords} from '../../shared/genes/tokens/name-words.ts';
import {toTokens} from '../../shared/genes/tokens/tokenize.ts';
import {geneTokens, type Vocabulary} from '../../shared/genes/tokens/vocabulary.ts';
import {openNameWriter, writesNames} from '../../shared/models/completers/open-name-writer.ts';
import {
  drawGenes,
  NAME_DEFAULTS,
  type WrittenName,
  writeNames,
} from '../../shared/models/gpt/write-names.ts';
import {completionModel} from '../../shared/models/kinds/completion-model.ts';
import {stage} from '../../shared/pipeline/stage.ts';
import {knownNames} from '../../shared/scores/enrichment/known-names.ts';
import {narrowSets, type TestedSets} from '../../shared/scores/enrichment/tested-sets.ts';
import {createRandom} from '../../shared/stats/random.ts';

const params = z.strictObject({
  beams: z
    .int()
    .positive()
    .default(NAME_DEFAULTS.beams)
    .describe('beginnings of a name that are followed at a time; more find more probable names'),
  lengthPower: z
    .number()
    .nonnegative()
    .default(NAME_DEFAULTS.lengthPower)
    .describe(
      'names are ordered by ln P / tokens^lengthPower: 0 for the most probable name, which is a short one; 1 was best on validation sets',
    ),
  maxWords: z.int().positive().default(NAME_DEFAULTS.maxWords).describe('most words of a name'),
  seed: z
    .int()
    .nonnegative()
    .default(1)
    .describe('seed of the random fifths, of the genes drawn from long lists, and of random names'),
  engine: engineParam.describe('compute engine of the GPT; auto takes the fastest that loads'),
});
type Params = z.output<typeof params>;
type Row = Parameters<typeof setNames.write>[1][number];

/** A test set: what is known of it, and its known genes as tokens. */
interface NamedSet extends Pick<Row, 'setId' | 'library' | 'trueName' | 'likeness'> {
  parts: Record<Shown, Int32Array>;
}
type Shown = 'whole' | 'fifth';
const SHOWN: Shown[] = ['whole', 'fifth'];

/** The protocol whose shown genes are the random fifth. */
const FIFTH = protocolOf('shuffled-20');

/** Stream of the random numbers that choose random names. */
const RANDOM_NAME_STREAM = 0x2a;

export default stage(import.meta.url, {
  summary: 'Name each test set: by a GPT, and by the known sets that are like it.',
  assets: ENGINE_ASSETS,
  inputs: {model: completionModel, vocabulary, testSets: geneSetTable, training: geneSetTable},
  outputs: {names: setNames, summary: stageSummary},
  params,
  async run({inputs, outputs, params, log, metric, progress}) {
    const words = await inputs.vocabulary.read();
    const training = await inputs.training.read();
    const shard = toTokens(training, words);
    const model = await inputs.model.read();
    const writer = writesNames(model)
      ? await openNameWriter(model, {vocabulary: words, names: shard.names}, params.engine)
      : undefined;
    if (writer) metric('engine', writer.description);
    if (writer) log.info(writer.description);
    else log.warn(NO_WORDS);
    const table = await inputs.testSets.read();
    const sets = readSets(table, training, words, params.seed);
    const known = openKnown(training, shard, words);
    const rows: Row[] = [];
    for (const [place, shown] of SHOWN.entries()) {
      const lists = sets.map(({setId, parts}) => drawGenes(parts[shown], params.seed, setId));
      const done = (count: number) => {
        const total = SHOWN.length * sets.length;
        progress({done: place * sets.length + count, total, unit: 'sets'});
      };
      const written = writer && (await writeNames(writer, lists, params, done));
      for (const [i, set] of sets.entries()) {
        const own = written ? [nameByModel(written[i], words => writer.textOf(words))] : [];
        rows.push(...toRows(set, shown, [...own, ...lookUp(set, shown, known, params)]));
      }
    }
    writer?.dispose();
    await outputs.names.write(rows);
    const left = setCount(table) - sets.length;
    const notes = left > 0 ? [{message: LEFT_OUT, count: left}] : [];
    for (const {message, count} of notes) log.warn(`${count} ${message}`);
    await outputs.summary.write({counts: {sets: sets.length, names: rows.length}, notes});
  },
});

/** As when a pipeline has another model in the GPT's place. */
const NO_WORDS =
  'the model writes no names, so that only those of known sets are given; stages/train-gpt with nameRows above 0 trains one that does';
const LEFT_OUT = 'sets left out: fewer than two known genes, or no word in their name';

/** The test sets that have words in their names and two known genes. */
function readSets(
  test: GeneSetTable,
  training: GeneSetTable,
  words: Vocabulary,
  seed: number,
): NamedSet[] {
  const tokens = geneTokens(words);
  const twins = findNearestTwins(test, training);
  const isKnown = (symbol: string) => tokens.has(symbol);
  const toList = (symbols: string[]) =>
    Int32Array.from(symbols.filter(isKnown), symbol => tokens.get(symbol) as number);
  const sets = twins.flatMap(({jaccard}, row): NamedSet[] => {
    const setId = test.setIds[row];
    const genes = Array.from(genesOf(test, row), gene => test.symbols[gene]);
    const trueName = test.names[row];
    const set = {setId, genes};
    if (!canMask(set, isKnown, FIFTH) || nameWords(trueName).length === 0) return [];
    const {promptGenes} = maskSet(set, isKnown, FIFTH, seed);
    const parts = {whole: toList(genes), fifth: toList(promptGenes)};
    return [{setId, library: test.libraries[row], trueName, likeness: jaccard, parts}];
  });
  if (sets.length > 0) return sets;
  throw new Error(
    `found ${setCount(test)} test sets, none with a name in words and two known genes; expected one at least. Check the split stage.`,
  );
}

interface KnownSets {
  tested: TestedSets;
  names: string[];
}

function openKnown(
  training: GeneSetTable,
  shard: ReturnType<typeof toTokens>,
  {symbols}: Vocabulary,
): KnownSets {
  const titles = training.names.map((name, row) => ({name, library: training.libraries[row]}));
  const genes = Int32Array.from(shard.tokens);
  return {
    tested: narrowSets({symbols, offsets: shard.offsets, genes, titles}),
    names: training.names,
  };
}

type Named = Pick<Row, 'method' | 'name' | 'probability'>;

function nameByModel(
  [best]: readonly WrittenName[],
  textOf: (words: readonly number[]) => string,
): Named {
  return {
    ...{method: 'gpt', name: best ? textOf(best.words) : ''},
    probability: best?.probability ?? null,
  };
}

/** The names of known sets, and of a random one beside them. */
function lookUp(
  {setId, parts}: NamedSet,
  shown: Shown,
  {tested, names}: KnownSets,
  {seed}: Params,
): Named[] {
  const {nearest, enriched} = knownNames(tested, parts[shown], 1);
  const nameOf = (found: readonly {set: number}[]) =>
    found.length > 0 ? tested.titles[found[0].set].name : '';
  const random = names[createRandom(seed, setId, RANDOM_NAME_STREAM).int(names.length)];
  const found = {
    'nearest-set': nameOf(nearest),
    'most-enriched-set': nameOf(enriched),
    'random-set': random,
  };
  return Object.entries(found).map(([method, name]) => ({method, name, probability: null}));
}

function toRows(set: NamedSet, shown: Shown, named: readonly Named[]): Row[] {
  const {parts, ...about} = set;
  return named.map(name => ({...about, shown, genes: parts[shown].length, ...name}));
}
