// `geneglot page --out workbench.html`: the workbench with its model as one file that opens without a network.
import {readFile} from 'node:fs/promises';
import {basename} from 'node:path';
import {GeneModel} from '../../run/geneglot.mjs';
import {modelFileProblem} from '../answers/model-file-problem.ts';
import {openCheckedModel} from '../answers/open-checked-model.ts';
import type {PipelineFlags} from '../pipeline/commands/pipeline-flags.ts';
import {shownPath, UserError} from '../pipeline/problem.ts';
import {printError} from '../pipeline/show/print.ts';
import {bytesText} from '../text/amount-text.ts';
import {findModelFile} from './find-model-file.ts';
import {buildPage} from './page/build-page.ts';
import {writePage} from './write-page.ts';

export interface PageFlags extends PipelineFlags {
  out: string;
  bundle?: string;
}

/** A browser takes no more text than this in one element. */
const MOST_BYTES = 380e6;

/** Writes the page, and says on standard error where it is. */
export async function pageCommand(flags: PageFlags): Promise<void> {
  const bundle = await findBundle(flags);
  const bytes = await readBundle(bundle);
  if (bytes.length > MOST_BYTES) {
    throw new UserError(
      `${bundle}: found ${bytesText(bytes.length)}, expected ${bytesText(MOST_BYTES)} at most in one page\n    Open it by geneglot serve --bundle ${bundle}.`,
    );
  }
  const page = await buildPage({name: basename(bundle), bytes});
  await writePage(flags.out, page, '--out');
  printError(
    `page: ${shownPath(flags.out)} (${bytesText(Buffer.byteLength(page))}), model ${bundle}`,
  );
}

/** The model file that is named, else that of the last run, else geneglot's own. */
export async function findBundle(flags: PipelineFlags & {bundle?: string}): Promise<string> {
  return flags.bundle ?? (await findModelFile(flags));
}

/** The bytes of a model file that is whole. */
export async function readBundle(path: string): Promise<Uint8Array> {
  try {
    const bytes = await readFile(path);
    await openCheckedModel(bytes, path, GeneModel);
    return bytes;
  } catch (error) {
    throw new UserError(modelFileProblem(path, error as NodeJS.ErrnoException));
  }
}
