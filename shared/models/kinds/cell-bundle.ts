// A model file of cells, NAME.geneglot: all that annotating cells needs, in one file without executable content.
// docs/model-file.md describes it; pack-annotator.ts fills it.
import {readFile, writeFile} from 'node:fs/promises';
import {z} from 'zod';
import {type PartValues, readModelFile} from '../../../run/geneglot.mjs';
import type {Format} from '../../formats/format.ts';
import {encodeModelFile} from '../../formats/model-file.ts';
import {annotatorSettings} from './annotator-settings.ts';
import {gptConfig} from './gpt.ts';

const share = z.number().min(0).max(1);
const cells = z.int().nonnegative();

/** What the file and the annotator that it was packed from make of the same test cells. */
const bundleScores = z.strictObject({
  cells,
  /** Share of cells whose label is the likeliest type. */
  accuracy: z.strictObject({annotator: share, file: share}),
  /** Cells that both give the same type, be it unknown; and of which both keep the same types. */
  sameType: cells,
  sameSet: cells,
  /** Largest difference of a likeliest type's calibrated chance, where both name the same. */
  chanceDifference: share,
});
export type BundleScores = z.output<typeof bundleScores>;

const bundleAbout = z.strictObject({
  /** What the model is called. */
  title: z.string(),
  /** The files that it learned from, and under which terms. */
  sources: z.array(
    z.strictObject({file: z.string(), sha256: z.string(), licence: z.string().optional()}),
  ),
  /** The stages behind the model, with the hashes of the files they read. */
  origin: z.array(
    z.strictObject({
      ...{stage: z.string(), uses: z.string(), key: z.string()},
      sources: z.array(z.strictObject({file: z.string(), sha256: z.string()})).optional(),
    }),
  ),
  /** log10(1 + expression) = intercept + slope · log10(1 + rank) in training cells. */
  rankModel: z.strictObject({slope: z.number(), intercept: z.number()}),
  annotator: annotatorSettings.omit({symbols: true}),
  /** The shape of the model of cells; its weights and words are parts. */
  model: z.strictObject({config: gptConfig, endToken: cells}).nullable(),
  scores: bundleScores,
});

export interface CellBundle {
  about: z.output<typeof bundleAbout>;
  parts: Map<string, PartValues>;
}

export const cellBundle: Format<CellBundle> = {
  name: 'cell-bundle',
  version: 1,
  extension: '.geneglot',
  async read(path) {
    const {about, parts} = await readModelFile(await readFile(path), path, 'cells');
    const parsed = bundleAbout.safeParse(about);
    if (parsed.success) return {about: parsed.data, parts};
    throw new Error(`${path}: no model of cells:\n${z.prettifyError(parsed.error)}`);
  },
  write: (path, {about, parts}) =>
    writeFile(path, encodeModelFile({about: {kind: 'cells', ...about}, parts})),
  async summarize(path) {
    const {about, parts} = await cellBundle.read(path);
    return {counts: {parts: parts.size, types: about.annotator.types.length}};
  },
};
