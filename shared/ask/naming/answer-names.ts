// Names lists of genes with a trained GPT, and by looking them up. The command starts this file by its path, as the runner
// starts stages.
import {QuestionError} from '../../answers/question-error.ts';
import {tokenShard} from '../../formats/token-shard.ts';
import {keepFirstGenes} from '../../genes/sets/first-genes.ts';
import type {TokenShard} from '../../genes/tokens/token-shard.ts';
import {openNameWriter, writesNames} from '../../models/completers/open-name-writer.ts';
import {
  drawGenes,
  NAME_DEFAULTS,
  type WrittenName,
  writeNames,
} from '../../models/gpt/write-names.ts';
import {completionModel} from '../../models/kinds/completion-model.ts';
import {log10Q} from '../../scores/enrichment/describe-enrichment.ts';
import {knownNames} from '../../scores/enrichment/known-names.ts';
import {testEnrichment} from '../../scores/enrichment/test-enrichment.ts';
import {narrowSets, type TestedSets} from '../../scores/enrichment/tested-sets.ts';
import {type Lookup, openLookup, titleFinder} from '../completion/name-index.ts';
import {readQueries} from '../completion/read-queries.ts';
import {type ResolvedQuery, resolveQueries} from '../completion/resolve-query.ts';
import type {NamedList, NameQuestion} from './question.ts';
import {renderNames} from './render-names.ts';

/** Of long lists the same genes are drawn for the same question. */
const [SEED, STREAM] = [1, 0];

/** Answers a question, as text. */
export async function name(question: NameQuestion): Promise<string> {
  const queries = await readQueries(question, 'name');
  const [lookup, training] = await Promise.all([
    openLookup(question),
    tokenShard.read(question.files.training),
  ]);
  const known = new Set(lookup.genes.symbols);
  const lists = resolveQueries(
    keepFirstGenes(queries, symbol => known.has(symbol)),
    lookup,
  );
  requireTwoGenes(lists);
  const written = await write(question, lists, {lookup, training});
  const tested = narrowSets({
    ...{
      symbols: lookup.symbols,
      offsets: training.offsets,
      titles: Array.from(training.setIds, titleFinder(lookup)),
    },
    genes: Int32Array.from(training.tokens),
  });
  const answered = lists.map(
    (list, i): NamedList => ({
      ...list,
      written: written[i],
      ...lookUp(list, tested, question.top),
    }),
  );
  return renderNames({trainingSets: training.setIds.length, lists: answered}, question);
}

/** Known genes that a list needs to be named. */
const LEAST_KNOWN_GENES = 2;

/** A gene alone has a name of its own; what a list is called shows in what its genes share. */
function requireTwoGenes(lists: readonly ResolvedQuery[]): void {
  if (lists.some(({genes}) => genes.length >= LEAST_KNOWN_GENES)) return;
  const [gene] = lists.flatMap(({genes}) => genes);
  throw new QuestionError(
    `found one gene that the model knows, ${gene.symbol}, expected two at least in a list\n    geneglot enrich --gene ${gene.symbol} names the functions of one gene.`,
  );
}

/** Names of each list by the model; none for a list of fewer than two known genes. */
async function write(
  {files, asked, top}: NameQuestion,
  lists: readonly ResolvedQuery[],
  {lookup, training}: {lookup: Lookup; training: TokenShard},
): Promise<NamedList['written'][]> {
  const model = await completionModel.read(files.model);
  if (!writesNames(model)) {
    throw new QuestionError(
      `--model: the model of ${asked.stage} writes no names, expected a GPT that was trained to\n    Leave --model out, or name a stage that uses stages/train-gpt.`,
    );
  }
  const writer = await openNameWriter(model, {vocabulary: lookup, names: training.names}, 'auto');
  try {
    const long = lists.filter(({genes}) => genes.length >= LEAST_KNOWN_GENES);
    const prompts = long.map(({genes}) => drawGenes(tokensOf(genes), SEED, STREAM));
    const beams = Math.max(NAME_DEFAULTS.beams, top);
    const names = await writeNames(writer, prompts, {...NAME_DEFAULTS, beams});
    const toText = ({words, probability}: WrittenName) => ({
      name: writer.textOf(words),
      probability,
    });
    const written = new Map(long.map((list, i) => [list, names[i].slice(0, top).map(toText)]));
    return lists.map(list => written.get(list) ?? []);
  } finally {
    writer.dispose();
  }
}

/** Names of known sets. */
function lookUp(
  {genes}: ResolvedQuery,
  tested: TestedSets,
  top: number,
): Pick<NamedList, 'nearest' | 'enriched'> {
  const tokens = tokensOf(genes);
  const {nearest} = knownNames(tested, tokens, top);
  return {
    nearest: nearest.map(({set, shared, size, cosine}) => {
      return {...tested.titles[set], shared, size, likeness: cosine};
    }),
    enriched: testEnrichment(tested, tokens)
      .slice(0, top)
      .map(({set, shared, size, ...row}) => ({
        ...{...tested.titles[set], shared: shared.length, size},
        ...{pValue: row.pValue, qValue: row.qValue, log10QValue: log10Q(row)},
      })),
  };
}

function tokensOf(genes: ResolvedQuery['genes']): Int32Array {
  return Int32Array.from(genes, ({token}) => token);
}
