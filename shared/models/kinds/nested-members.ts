// Models that are made of others keep each in a folder of its own, and the training sets beside them: how near the
// nearest of these is to the prompt decides whom to trust.
import {join} from 'node:path';
import {z} from 'zod';
import type {TokenShard} from '../../genes/tokens/token-shard.ts';
import type {NestedModels} from './model-kind.ts';
import {readTraining, trainingSetsFile} from './training-sets.ts';

/** What such a model holds beside its settings. */
export interface NestedMembers<Member> {
  members: {name: string; model: Member}[];
  training: TokenShard;
}

/** Names of members, which are names of folders. */
export const memberNames = z
  .array(z.string().regex(/^(?!\.)[^/\\]+$/, 'a name, not a path'))
  .min(1);

const memberPath = (folder: string, name: string) => join(folder, 'members', name);

/** Reads the members of these names. */
export async function readMembers<Member>(
  folder: string,
  names: readonly string[],
  nested: NestedModels<Member>,
  vocabSize: number,
): Promise<NestedMembers<Member>> {
  const members: NestedMembers<Member>['members'] = [];
  for (const name of names) {
    members.push({name, model: await nested.read(memberPath(folder, name))});
  }
  return {members, training: await readTraining(folder, vocabSize)};
}

export async function writeMembers<Member>(
  folder: string,
  {members, training}: NestedMembers<Member>,
  nested: NestedModels<Member>,
): Promise<void> {
  for (const {name, model} of members) await nested.write(memberPath(folder, name), model);
  await trainingSetsFile.writeData(folder, {training});
}
