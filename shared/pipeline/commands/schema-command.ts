// `geneglot schema`: the JSON Schema of pipeline files, which lets an editor complete and check them.
import {jsonSchemaOfPipeline} from '../declare/pipeline-schema.ts';

/** Prints the schema; `pipeline.schema.json` holds what this prints. */
export function schemaCommand(): void {
  process.stdout.write(`${JSON.stringify(jsonSchemaOfPipeline(), null, 2)}\n`);
}
