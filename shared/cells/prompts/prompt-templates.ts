// Wordings of prompts: what a task asks, in several ways, some of which are kept for the test.

/** What a model of cells is asked: `data/prompts` has one file of wordings for each. */
export const PROMPT_TASKS = [
  'generate',
  'generate-of-type',
  'predict-type',
  'perturb',
  'tell-tissue',
  'describe',
] as const;
export type PromptTask = (typeof PROMPT_TASKS)[number];

/** Texts with `{names}`; a part in `[square brackets]` falls away where a name in it is unknown. */
export interface TaskWordings {
  /** One for all wordings, so that an answer's likelihood does not depend on the wording. */
  response: string;
  training: string[];
  /** Never seen in training. */
  test: string[];
}

export type PromptTemplates = ReadonlyMap<PromptTask, TaskWordings>;

/** What the names of a template stand for; null where unknown. */
export type PromptFacts = Readonly<Record<string, string | number | null>>;

const NAME = /\{(\w+)\}/g;

/** The text with names replaced by facts; throws where an unknown one is outside brackets. */
export function fillTemplate(template: string, facts: PromptFacts): string {
  const known = (name: string) => (facts[name] ?? null) !== null;
  const chosen = template.replace(/\[([^\]]*)\]/g, (_, part: string) =>
    namesIn(part).every(known) ? part : '',
  );
  return chosen.replace(NAME, (_, name: string) => {
    if (known(name)) return String(facts[name]);
    throw new Error(
      `prompt "${template}": found {${name}}, which this task does not know; expected one of ${Object.keys(facts).join(', ')}. Put the part in [square brackets] if it may be missing.`,
    );
  });
}

/** The names that a template uses, in order. */
function namesIn(template: string): string[] {
  return Array.from(template.matchAll(NAME), ([, name]) => name);
}
