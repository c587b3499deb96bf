// A model card: README.md of a model's folder, with the metadata that Hugging Face reads before it.
// Reference: https://huggingface.co/docs/hub/model-cards.
import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';

/** A file that training data came from; the licence as the pipeline states it, if it does. */
export interface CardSource {
  file: string;
  sha256: string;
  licence?: string;
}

/** What a card says, as Markdown; names of files, licences and words may be anybody's. */
export interface ModelCard {
  title: string;
  tags: readonly string[];
  /** What it is, in a sentence or two. */
  about: string;
  /** How it was trained, a line each. */
  training: readonly string[];
  sources: readonly CardSource[];
  /** A text that the model goes on with, of its own words. */
  prompt: string;
  /** What else to know when using it. */
  use: string;
  limits: readonly string[];
  /** Name and value of what was measured. */
  figures: readonly (readonly [string, string])[];
}

/** Writes README.md. */
export function writeModelCard(folder: string, card: ModelCard): Promise<void> {
  return writeFile(join(folder, 'README.md'), cardText(card));
}

/** The card as Markdown after its YAML. */
export function cardText(card: ModelCard): string {
  return [
    frontMatter(card),
    `# ${card.title}`,
    card.about,
    ...['## Training', list(card.training), describeSources(card.sources)],
    ...['## Use', example(card.prompt), card.use],
    ...['## Limits', list(card.limits)],
    ...(card.figures.length > 0
      ? ['## Figures', list(card.figures.map(([name, value]) => `${name}: ${value}`))]
      : []),
  ]
    .join('\n\n')
    .concat('\n');
}

/** The weights carry the terms of their data, which are several: hence no licence of Hugging Face's list. */
function frontMatter({tags}: ModelCard): string {
  const lines = [
    ...['license: other', 'license_name: terms-of-the-data', 'license_link: README.md'],
    ...['library_name: transformers', 'pipeline_tag: text-generation', 'tags:'],
    ...tags.map(tag => `  - ${tag}`),
  ];
  return ['---', ...lines, '---'].join('\n');
}

function describeSources(sources: readonly CardSource[]): string {
  if (sources.length === 0) return 'The stage ran alone: where its data came from is not known.';
  const rows = sources.map(
    ({file, sha256, licence = 'not stated'}) =>
      `| ${plain(file)} | ${plain(licence)} | \`${sha256.slice(0, 16)}\` |`,
  );
  return ['| file | source and licence | SHA-256 begins |', '| --- | --- | --- |', ...rows].join(
    '\n',
  );
}

function example(prompt: string): string {
  return [
    '```python',
    'from transformers import AutoModelForCausalLM, AutoTokenizer',
    'tokenizer, model = AutoTokenizer.from_pretrained("."), AutoModelForCausalLM.from_pretrained(".")',
    `inputs = tokenizer(${pythonText(prompt)}, return_tensors="pt")`,
    'print(tokenizer.decode(model.generate(**inputs, max_new_tokens=20, no_repeat_ngram_size=1)[0]))',
    '```',
  ].join('\n');
}

const list = (lines: readonly string[]) => lines.map(line => `- ${line}`).join('\n');

/** JSON's escapes are Python's, but for `\/`, which JSON.stringify never writes; a fence could end the example. */
const pythonText = (text: string) => JSON.stringify(text).replaceAll('`', '\\u0060');

/** Text without line breaks, tags, links or columns of a table. */
function plain(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/[&\\`*|[\]<>]/g, mark => `&#${mark.charCodeAt(0)};`);
}
