// `geneglot init FOLDER`: writes a study and says what to do with it.
import {relative, resolve} from 'node:path';
import type {Command} from 'commander';
import {UserError} from '../pipeline/problem.ts';
import {print} from '../pipeline/show/print.ts';

/** Adds the command that writes a study. */
export function addInitCommand(program: Command): void {
  program
    .command('init')
    .description('write a folder with a pipeline of own gene sets on top of that of geneglot')
    .argument('<folder>', 'a new or an empty folder')
    .option('--gmt <file...>', 'own gene sets, which are copied there', [])
    .action(async (folder: string, {gmt}: {gmt: string[]}) => {
      // A shell's variable that is not set would name the working directory.
      if (folder === '') throw new UserError('found an empty text, expected a folder');
      const {writeStudy} = await import('./write-study.ts');
      await writeStudy(resolve(folder), gmt);
      const shown = relative(process.cwd(), resolve(folder)) || '.';
      print(`wrote ${shown}: pipeline.yaml, Makefile, README.md, package.json and an own stage`);
      print(`next: cd ${shellWord(shown)} && make quick, then make all`);
    });
}

/** A path as a shell takes it for one word, and cd for no option. */
function shellWord(path: string): string {
  const plain = path.startsWith('-') ? `./${path}` : path;
  return /^[\w./-]+$/.test(plain) ? plain : `'${plain.replaceAll("'", "'\\''")}'`;
}
