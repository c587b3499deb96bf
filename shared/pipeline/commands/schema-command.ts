// `geneglot schema`: the JSON Schema of pipeline files, which lets an editor complete and check them.
import {jsonSchemaOfPipeline} from '../declare/pipeline-schema.ts';
import {printText} from '../show/print.ts';

/** Prints the schema; `pipeline.schema.json` holds what this prints. */
export function schemaCommand(): void {
  printText(`${JSON.stringify(jsonSchemaOfPipeline(), null, 2)}\n`);
}
