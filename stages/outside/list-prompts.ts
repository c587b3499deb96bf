// Writes the shown parts of test sets as gene sets, so that another program can be asked what the models are asked.
import {z} from 'zod';
import {geneSetTable} from '../../shared/formats/gene-set-table.ts';
import {gmtText} from '../../shared/formats/gmt-text.ts';
import {vocabulary} from '../../shared/formats/vocabulary.ts';
import {listPrompts} from '../../shared/models/completers/prompt-id.ts';
import {questionParams} from '../../shared/models/completers/question-params.ts';
import {readQuestions} from '../../shared/models/completers/read-questions.ts';
import {optionalMany, stage} from '../../shared/pipeline/stage.ts';

export default stage(import.meta.url, {
  summary: 'Write what is shown of each test set as a GMT file, for programs from elsewhere.',
  inputs: {vocabulary, testSets: geneSetTable, olderSets: optionalMany(geneSetTable)},
  outputs: {prompts: gmtText},
  params: z.strictObject(questionParams),
  async run({inputs, outputs, params, log}) {
    const {genes, tokens, rounds} = await readQuestions(inputs, params);
    const lines = listPrompts(rounds, tokens).map(({id, set: {library, name, prompt}}) => {
      const title = `${library}: ${name}`.replace(/[\t\r\n]+/g, ' ');
      return [id, title, ...Array.from(prompt, token => genes.symbols[token])].join('\t');
    });
    await outputs.prompts.write(`${lines.join('\n')}\n`);
    log.info(`${lines.length} prompts`);
  },
});
