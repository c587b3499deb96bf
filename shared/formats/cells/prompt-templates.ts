// Prompt templates as YAML files, one a task: `task`, `response`, and wordings for `training` and for the `test`.
import {readFile} from 'node:fs/promises';
import {parse} from 'yaml';
import {z} from 'zod';
import {PROMPT_TASKS, type PromptTemplates} from '../../cells/prompts/prompt-templates.ts';

const wordings = z.array(z.string().min(1)).min(1);
const templateFile = z.strictObject({
  task: z.enum(PROMPT_TASKS),
  response: z.string().regex(/\.$/, 'a response ends in a full stop'),
  training: wordings,
  test: wordings,
});

/** Reads the wordings of every task; a task without a file has no prompts. */
export async function readPromptTemplates(paths: readonly string[]): Promise<PromptTemplates> {
  const templates = new Map<(typeof PROMPT_TASKS)[number], z.output<typeof templateFile>>();
  for (const path of paths) {
    const parsed = templateFile.safeParse(parse(await readFile(path, 'utf8')));
    if (!parsed.success) {
      throw new Error(`${path}: no prompt templates:\n${z.prettifyError(parsed.error)}`);
    }
    const {task, training, test} = parsed.data;
    const shared = test.find(wording => training.includes(wording));
    if (shared !== undefined) {
      throw new Error(
        `${path}: "${shared}" is a wording of training and of the test; expected test wordings that training never sees`,
      );
    }
    if (templates.has(task)) {
      throw new Error(
        `${path}: task ${task} has two files; expected one. Join them or drop one of them.`,
      );
    }
    templates.set(task, parsed.data);
  }
  return templates;
}
