// Writes the shown parts of test sets as gene sets, so that another program can be asked what the models are asked.
import {z} from 'zod';
import {geneSetTable} from '../../shared/formats/gene-set-table.ts';
import {gmtText} from '../../shared/formats/gmt-text.ts';
import {vocabulary} from '../../shared/formats/vocabulary.ts';
import {geneTokens} from '../../shared/genes/tokens/vocabulary.ts';
import {listQuestions} from '../../shared/models/completers/list-questions.ts';
import {partSets} from '../../shared/models/completers/part-sets.ts';
import {promptId} from '../../shared/models/completers/prompt-id.ts';
import {questionParams} from '../../shared/models/completers/question-params.ts';
import {optionalMany, stage} from '../../shared/pipeline/stage.ts';

export default stage(import.meta.url, {
  summary: 'Write what is shown of each test set as a GMT file, for programs from elsewhere.',
  inputs: {vocabulary, testSets: geneSetTable, olderSets: optionalMany(geneSetTable)},
  outputs: {prompts: gmtText},
  params: z.strictObject(questionParams),
  async run({inputs, outputs, params, log}) {
    const genes = await inputs.vocabulary.read();
    const tokens = geneTokens(genes);
    const older = await Promise.all(inputs.olderSets.map(({read}) => read()));
    const source = {
      path: inputs.testSets.path,
      testSets: await inputs.testSets.read(),
      older,
      tokens,
    };
    const {rounds} = listQuestions(source, params.protocols, params.seeds);
    const lines = rounds.flatMap(round =>
      partSets(round.sets, tokens, round.protocol, round.seed).map(
        ({setId, library, name, prompt}) => {
          const title = `${library}: ${name}`.replace(/[\t\r\n]+/g, ' ');
          const shown = Array.from(prompt, token => genes.symbols[token]);
          return [promptId(round, setId), title, ...shown].join('\t');
        },
      ),
    );
    await outputs.prompts.write(`${lines.join('\n')}\n`);
    log.info(`${lines.length} prompts`);
  },
});
