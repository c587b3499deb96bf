// Options that every command on a pipeline takes.
import type {Command} from 'commander';

/** Adds the options that every command on a pipeline takes. */
export function onPipeline(command: Command): Command {
  const artifacts = process.env.GENEGLOT_ARTIFACTS || undefined;
  return command
    .option('--pipeline <file>', 'the pipeline file', 'pipeline.yaml')
    .option('--profile <name>', 'switch on a profile of the file (repeatable)', collect, [])
    .option(
      '--set <stage.name=value>',
      'override a parameter or a source input (repeatable)',
      collect,
      [],
    )
    .option(
      '--artifacts <folder>',
      'where artifacts are kept (or GENEGLOT_ARTIFACTS); artifacts/ by default',
      artifacts,
    )
    .option(
      '--cache <folder>',
      'cache of artifacts shared with others (or GENEGLOT_CACHE)',
      process.env.GENEGLOT_CACHE || undefined,
    );
}

/** Gathers the values of a repeated option. */
export function collect(value: string, before: string[]): string[] {
  return [...before, value];
}
