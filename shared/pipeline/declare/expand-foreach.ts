// `foreach`: one declared stage becomes one stage for each item of a list, each file of a glob, or each shard.
import {relative} from 'node:path';
import {isStageName, LONGEST_NAME_BYTES} from '../names.ts';
import {didYouMean, oneOf, type Problem, showValue} from '../problem.ts';
import type {Declaration, StageDeclaration} from './declaration.ts';
import {expandSources} from './sources.ts';
import {itemStage, type StageGroup} from './stage-group.ts';

/** Stages of one `foreach`; a store of so many folders is as much as file systems bear well. */
const MOST_ITEMS = 100_000;

interface Item {
  name: string;
  /** What `${variable}` stands for; of a file its absolute path. */
  value: string | number;
  isFile: boolean;
}

/** All stages with those of `foreach` multiplied; problems go to the declaration's. */
export async function expandForeach(
  declaration: Declaration,
): Promise<{stages: StageDeclaration[]; groups: Map<string, StageGroup>}> {
  const groups = new Map<string, StageGroup>();
  const stages: StageDeclaration[] = [];
  for (const declared of declaration.stages) {
    const found = declared.keys.foreach && (await itemsOf(declared, declaration));
    if (!found) {
      // A foreach without items was reported: its variable stands for nothing.
      stages.push({
        ...declared,
        malformed: declared.malformed || declared.keys.foreach !== undefined,
      });
      continue;
    }
    const {variable, items} = found;
    groups.set(declared.name, {variable, items: new Set(items.map(item => item.name))});
    for (const item of items) {
      stages.push(bindItem(declared, variable, item, items.length, declaration));
    }
  }
  return {stages, groups};
}

async function itemsOf(
  declared: StageDeclaration,
  declaration: Declaration,
): Promise<{variable: string; items: Item[]} | undefined> {
  const foreach = declared.keys.foreach ?? {};
  const path = [...declared.path, 'foreach'];
  const refuse = (at: readonly (string | number)[], problem: Omit<Problem, 'where'>): undefined => {
    declaration.problems.push({where: declaration.where(at), ...problem});
    return undefined;
  };
  const variables = Object.keys(foreach);
  if (variables.length !== 1) {
    return refuse(path, {
      message: `found ${variables.length} variables, expected one, with the items it goes through`,
      remedy: 'For example foreach: {library: [hallmark, reactome]}',
    });
  }
  const [variable] = variables;
  const at = [...path, variable];
  const over = foreach[variable];
  const found =
    typeof over === 'string' ? await findFiles(over, declaration.folderOf(at)) : listItems(over);
  if ('message' in found) return refuse(at, found);
  if (found.items.length === 0) {
    return refuse(at, {
      message: 'found an empty list, expected at least one item',
      remedy: 'Name an item, or remove the stage.',
    });
  }
  const odd = found.items.find(({name}) => !isStageName(itemStage(declared.name, name)))?.name;
  if (odd !== undefined && isStageName(declared.name)) {
    return refuse(at, {
      message: `found an item named ${showValue(odd)}, expected 1 letter, digit, _ or - at least, and ${LONGEST_NAME_BYTES} with the stage's name at most`,
      remedy: 'Rename it: each item has a folder of its own.',
    });
  }
  const seen = new Set<string>();
  const twice = found.items.find(({name}) => seen.size === seen.add(name).size)?.name;
  if (twice === undefined) return {variable, items: found.items};
  return refuse(at, {
    message: `found two items named ${twice}, expected names that differ in letters, digits, _ or -`,
    remedy: 'Rename one of them: each item has a folder of its own.',
  });
}

function listItems(
  over: readonly (string | number)[] | number,
): {items: Item[]} | {message: string; remedy: string} {
  const count = typeof over === 'number' ? over : over.length;
  if (count > MOST_ITEMS) {
    return {
      message: `found ${count.toLocaleString('en')} items, expected at most ${MOST_ITEMS.toLocaleString('en')}`,
      remedy: 'Let each stage do more: every item costs a process and a folder.',
    };
  }
  const values = typeof over === 'number' ? Array.from({length: over}, (_, shard) => shard) : over;
  return {
    items: values.map(value => ({name: folderName(String(value)), value, isFile: false})),
  };
}

async function findFiles(
  text: string,
  folder: string,
): Promise<{items: Item[]} | {message: string; remedy?: string | undefined}> {
  const port = {kind: 'source', many: true, description: 'files', extensions: []} as const;
  const {files, problems} = await expandSources([text], port, folder, folder);
  if (problems.length > 0) return {message: problems[0].message, remedy: problems[0].remedy};
  const items = files.map(({path, name}) => {
    const stem = name.replace(/\.gz$/, '').replace(/(.)\.[^.]*$/, '$1');
    return {name: folderName(stem), value: path, isFile: true};
  });
  return {items};
}

// A dot would end the stage's name in an edge; anything else odd has no place in a folder's name.
function folderName(text: string): string {
  return text.replace(/[^A-Za-z0-9_-]+/g, '-');
}

function bindItem(
  declared: StageDeclaration,
  variable: string,
  item: Item,
  count: number,
  declaration: Declaration,
): StageDeclaration {
  const fill = (value: unknown, path: (string | number)[]): unknown =>
    substitute(value, path, {variable, item, count}, declaration);
  const {env} = declared.keys;
  const reported = declaration.problems.length;
  const filled = {
    ...declared,
    name: itemStage(declared.name, item.name),
    item: {group: declared.name, variable, name: item.name},
    inputs: fill(declared.inputs, [...declared.path, 'inputs']) as Record<string, unknown>,
    params: fill(declared.params, [...declared.path, 'params']) as Record<string, unknown>,
    keys: {
      ...declared.keys,
      ...(env && {env: fill(env, [...declared.path, 'env']) as typeof env}),
    },
  };
  return {...filled, malformed: declaration.problems.length > reported};
}

interface Filling {
  variable: string;
  item: Item;
  count: number;
}

// A text that is the variable alone takes the item as it is, so that a number stays a number.
function substitute(
  value: unknown,
  path: (string | number)[],
  filling: Filling,
  declaration: Declaration,
): unknown {
  if (Array.isArray(value)) {
    return value.map((entry, index) => substitute(entry, [...path, index], filling, declaration));
  }
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([key, entry]) => [
        key,
        substitute(entry, [...path, key], filling, declaration),
      ]),
    );
  }
  if (typeof value !== 'string') return value;
  const fillings = fillingsOf(filling, declaration.folderOf(path));
  const whole = /^\$\{([^{}]*)\}$/.exec(value)?.[1];
  if (whole !== undefined && Object.hasOwn(fillings, whole)) return fillings[whole];
  return value.replace(/\$\{([^{}]*)\}/g, (text, name: string) => {
    if (Object.hasOwn(fillings, name)) return String(fillings[name]);
    const known = Object.keys(fillings).map(key => `\${${key}}`);
    declaration.problems.push({
      where: declaration.where(path),
      message: `found \${${name}} in ${showValue(value)}, expected ${oneOf(known)}`,
      remedy: didYouMean(text, known),
    });
    return text;
  });
}

function fillingsOf(
  {variable, item, count}: Filling,
  folder: string,
): Record<string, string | number> {
  return {
    [variable]: item.isFile ? relative(folder, String(item.value)) : item.value,
    [`${variable}.name`]: item.name,
    [`${variable}.count`]: count,
  };
}
