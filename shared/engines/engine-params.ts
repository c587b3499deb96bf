// What a stage declares that computes by an engine: the parameter that chooses one, and the core's files.
import {z} from 'zod';

/** Chooses the compute engine. */
export const engineParam = z.enum(['auto', 'native', 'wasm', 'tfjs']).default('auto').meta({
  group: 'run',
  description:
    'compute engine; auto takes the fastest that loads, a GPU included where a GPT is trained',
});

/** What the engines are compiled from, in the package: it decides results and nothing imports it. */
export const ENGINE_ASSETS = ['geneglot:core/{src,native,wasm}/**/*', 'geneglot:core/Makefile'];
