// Reads what another program ranked for the same prompts, so that it is scored beside the models by the same code.
import {z} from 'zod';
import {completions} from '../../shared/formats/completions.ts';
import {geneSetTable} from '../../shared/formats/gene-set-table.ts';
import {stageSummary} from '../../shared/formats/stage-summary.ts';
import {readWholeText} from '../../shared/formats/text-file.ts';
import {vocabulary} from '../../shared/formats/vocabulary.ts';
import {answerByRanking} from '../../shared/models/completers/answer-by-ranking.ts';
import {parseRankings, type Rankings} from '../../shared/models/completers/parse-rankings.ts';
import {listPrompts} from '../../shared/models/completers/prompt-id.ts';
import {questionParams} from '../../shared/models/completers/question-params.ts';
import {readQuestions} from '../../shared/models/completers/read-questions.ts';
import {optionalMany, sourceFile, stage} from '../../shared/pipeline/stage.ts';

const params = z.strictObject({
  method: z.string().min(1).describe('name of the program in completions and results'),
  ...questionParams,
});

export default stage(import.meta.url, {
  summary: 'Read the rankings of another program as completions of the same prompts.',
  inputs: {
    rankings: sourceFile('a table of prompt, rank or score, and gene', ['.tsv', '.tsv.gz', '.txt']),
    vocabulary,
    testSets: geneSetTable,
    olderSets: optionalMany(geneSetTable),
  },
  outputs: {completions, summary: stageSummary},
  params,
  async run({inputs, outputs, params, log}) {
    const {method} = params;
    const file = inputs.rankings.path;
    const rankings = parseRankings(await readWholeText(file), file);
    const {genes, tokens, rounds} = await readQuestions(inputs, params);
    const prompts = listPrompts(rounds, tokens);
    requireSamePrompts(
      file,
      rankings,
      prompts.map(({id}) => id),
    );
    const space = {tokens, vocabSize: genes.symbols.length};
    const answers = prompts.map(({round, set, id}) => ({
      labels: {
        ...{method, kind: 'ranking', role: 'baseline'},
        protocol: round.protocol.name,
        seed: round.seed,
      },
      answer: answerByRanking(rankings.get(id)!, set, round, space),
    }));
    const unknown = answers.reduce((sum, {answer}) => sum + answer.unknown, 0);
    const empty = answers.filter(({answer}) => answer.ranked === 0).length;
    if (empty === answers.length) {
      throw new Error(
        `${file}: none of the genes ranked for ${empty} prompts is a candidate (${unknown} are outside the vocabulary); expected approved symbols of human genes, as in the prompts.`,
      );
    }
    await outputs.completions.write(
      answers.map(({labels, answer}) => ({...labels, ...answer.completion})),
    );
    const notes = [
      {message: 'ranked genes outside the vocabulary, passed over', count: unknown},
      {message: 'prompts without a ranked candidate, in random order', count: empty},
    ].filter(({count}) => count > 0);
    for (const {message, count} of notes) log.info(`${method}: ${count} ${message}`);
    await outputs.summary.write({counts: {prompts: answers.length}, notes});
  },
});

function requireSamePrompts(file: string, rankings: Rankings, ids: readonly string[]): void {
  const wanted = new Set(ids);
  const missing = ids.filter(id => !rankings.has(id));
  const foreign = [...rankings.keys()].filter(id => !wanted.has(id));
  if (missing.length + foreign.length === 0) return;
  const name = (what: string, names: string[]) =>
    names.length > 0 ? [`${names.length} ${what} (the first: ${names[0]})`] : [];
  const found = [
    ...name(`of ${ids.length} prompts without a ranking`, missing),
    ...name(`of ${rankings.size} rankings of no prompt`, foreign),
  ];
  throw new Error(
    `${file}: found ${found.join(' and ')}; expected one for each prompt. Write the prompts for the same file, protocols and seeds: geneglot evaluate --write-prompts FILE.`,
  );
}
