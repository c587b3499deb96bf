// One synthetic graph of tiny stages, written three times: as pipeline.yaml, as a Makefile and as a Snakefile.
// Layers of equal width; every stage of a layer joins the texts of two stages of the layer before.
import {mkdir, mkdtemp, realpath, symlink, utimes, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join, resolve} from 'node:path';

export const ROOT = resolve(import.meta.dirname, '../..');
const CONTRACT = join(ROOT, 'shared/pipeline/stage.ts');

interface SyntheticStage {
  name: string;
  /** Names of the two stages it joins; none in the first layer. */
  from: string[];
}

/** `count` stages in layers of `width`, in an order that runs. */
export function createGraph(count: number, width: number): SyntheticStage[] {
  const name = (index: number): string => `s${index}`;
  return Array.from({length: count}, (_, index) => {
    const layer = Math.floor(index / width);
    if (layer === 0) return {name: name(index), from: []};
    const start = (layer - 1) * width;
    const place = index % width;
    return {
      name: name(index),
      from: [name(start + place), name(start + ((place * 7 + 3) % width))],
    };
  });
}

/** Commands of a stage for the peers, given its inputs and its output. */
export type Recipe = (inputs: string[], output: string) => string;

/** What a shell takes for the same work, so that only the engines differ. */
export const shellRecipe: Recipe = (inputs, output) =>
  inputs.length > 0 ? `cat ${inputs.join(' ')} | head -c 100 > ${output}` : `echo seed > ${output}`;

/** Writes the graph into a new folder of the system's temporary folder. */
export async function writeProject(
  graph: readonly SyntheticStage[],
  recipe: Recipe,
): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'geneglot-bench-')));
  await mkdir(join(folder, 'stages'));
  await mkdir(join(folder, 'out'));
  await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  const files: Record<string, string> = {
    'package.json': '{"type": "module"}\n',
    'stages/text.ts': TEXT,
    'stages/seed.ts': SEED,
    'stages/join.ts': JOIN,
    'pipeline.yaml': asPipeline(graph),
    Makefile: asMakefile(graph, recipe),
    Snakefile: asSnakefile(graph, recipe),
  };
  const past = new Date(Date.now() - 60_000);
  for (const [name, text] of Object.entries(files)) {
    await writeFile(join(folder, name), text);
    await utimes(join(folder, name), past, past);
  }
  return folder;
}

function asPipeline(graph: readonly SyntheticStage[]): string {
  const stages = graph.map(({name, from}) =>
    from.length > 0
      ? `  ${name}: {uses: stages/join, inputs: {texts: [${from.map(stage => `${stage}.text`).join(', ')}]}}\n`
      : `  ${name}: {uses: stages/seed}\n`,
  );
  return `name: synthetic\nstages:\n${stages.join('')}`;
}

const outputOf = (stage: string): string => `out/${stage}.txt`;

function asMakefile(graph: readonly SyntheticStage[], recipe: Recipe): string {
  const all = graph.map(({name}) => outputOf(name)).join(' ');
  const rules = graph.map(({name, from}) => {
    const inputs = from.map(outputOf);
    return `${outputOf(name)}: ${inputs.join(' ')}\n\t@${recipe(inputs, outputOf(name))}\n`;
  });
  return `all: ${all}\n${rules.join('')}`;
}

function asSnakefile(graph: readonly SyntheticStage[], recipe: Recipe): string {
  const quote = (names: string[]): string => names.map(name => JSON.stringify(name)).join(', ');
  const rules = graph.map(({name, from}) => {
    const inputs = from.map(outputOf);
    const input = inputs.length > 0 ? `    input: ${quote(inputs)}\n` : '';
    const shell = JSON.stringify(recipe(inputs, outputOf(name)));
    return `rule ${name}:\n${input}    output: ${quote([outputOf(name)])}\n    shell: ${shell}\n`;
  });
  return `rule all:\n    input: ${quote(graph.map(({name}) => outputOf(name)))}\n${rules.join('')}`;
}

const TEXT = `import {readFile, writeFile} from 'node:fs/promises';
export const text = {
  name: 'text', version: 1, extension: '.txt',
  read: path => readFile(path, 'utf8'),
  write: (path, value) => writeFile(path, value),
  summarize: async () => ({counts: {}}),
};
`;

const SEED = `import {z} from 'zod';
import {stage} from '${CONTRACT}';
import {text} from './text.ts';
export default stage(import.meta.url, {
  summary: 'Write a seed.',
  inputs: {},
  outputs: {text},
  params: z.strictObject({}),
  run: ({outputs}) => outputs.text.write('seed\\n'),
});
`;

const JOIN = `import {z} from 'zod';
import {many, stage} from '${CONTRACT}';
import {text} from './text.ts';
export default stage(import.meta.url, {
  summary: 'Join texts.',
  inputs: {texts: many(text)},
  outputs: {text},
  params: z.strictObject({}),
  async run({inputs, outputs}) {
    const texts = await Promise.all(inputs.texts.map(input => input.read()));
    await outputs.text.write(texts.join('').slice(0, 100));
  },
});
`;
