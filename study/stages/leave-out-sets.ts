// An example of an own stage: leaves out gene sets by their names.
import {geneSetTable} from 'geneglot/formats/gene-set-table';
import {selectSets} from 'geneglot/genes/sets/gene-set-builder';
import {stage} from 'geneglot/stage';
import {z} from 'zod';

export default stage(import.meta.url, {
  summary: 'Leave out gene sets whose names match a pattern.',
  inputs: {geneSets: geneSetTable},
  outputs: {geneSets: geneSetTable},
  params: z.strictObject({
    named: z.string().describe('a regular expression, in any case; sets whose names match go'),
  }),
  async run({inputs, outputs, params, log}) {
    const table = await inputs.geneSets.read();
    const pattern = new RegExp(params.named, 'i');
    const rows = [...table.names.keys()].filter(row => !pattern.test(table.names[row]));
    await outputs.geneSets.write(selectSets(table, rows));
    log.info(`${rows.length} of ${table.names.length} sets are kept`);
  },
});
