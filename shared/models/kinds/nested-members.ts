// Models that are made of others keep each in a folder of its own, and the training sets beside them: how near the
// nearest of these is to the prompt decides whom to trust.
import {join} from 'node:path';
import {tokenShard} from '../../formats/token-shard.ts';
import type {TokenShard} from '../../genes/tokens/token-shard.ts';
import type {NestedModels} from './model-kind.ts';

/** What such a model holds beside its settings. */
export interface NestedMembers<Member> {
  members: {name: string; model: Member}[];
  training: TokenShard;
}

const trainingPath = (folder: string) => join(folder, 'training.arrow');
const memberPath = (folder: string, name: string) => join(folder, 'members', name);

/** Reads the members of these names. */
export async function readMembers<Member>(
  folder: string,
  names: readonly string[],
  nested: NestedModels<Member>,
): Promise<NestedMembers<Member>> {
  const members: NestedMembers<Member>['members'] = [];
  for (const name of names) {
    members.push({name, model: await nested.read(memberPath(folder, name))});
  }
  return {members, training: await tokenShard.read(trainingPath(folder))};
}

export async function writeMembers<Member>(
  folder: string,
  {members, training}: NestedMembers<Member>,
  nested: NestedModels<Member>,
): Promise<void> {
  for (const {name, model} of members) await nested.write(memberPath(folder, name), model);
  await tokenShard.write(trainingPath(folder), training);
}
