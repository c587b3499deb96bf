// A mixture of models, retrieval-augmented: each member a model folder of its own, and the training sets beside them,
// because the members' weights depend on how near the nearest of these is to the prompt.
import {join} from 'node:path';
import {z} from 'zod';
import type {TokenShard} from '../../gpt/token-shard.ts';
import {tokenShard} from '../token-shard.ts';
import type {ModelKind} from './model-kind.ts';

export interface MixtureModel<Member = unknown> {
  kind: 'mixture';
  vocabSize: number;
  /** Ascending similarities (0..1) of the nearest training set to the prompt, at which `weights` are given. */
  knots: number[];
  /** Weights of the members at each knot, each row summing to 1; linear in between. Shape (knots, members). */
  weights: number[][];
  /** Ascending expected hits of a gene, and the hit rate found there on validation sets; linear in between. */
  calibration: {expected: number[]; observed: number[]};
  members: {name: string; model: Member}[];
  training: TokenShard;
}

const settings = z.strictObject({
  kind: z.literal('mixture'),
  vocabSize: z.int(),
  knots: z.array(z.number()).min(1),
  weights: z.array(z.array(z.number())),
  calibration: z.strictObject({expected: z.array(z.number()), observed: z.array(z.number())}),
  members: z.array(z.string()).min(1),
});

const trainingPath = (folder: string) => join(folder, 'training.arrow');
const memberPath = (folder: string, name: string) => join(folder, 'members', name);

export const mixtureKind: ModelKind<MixtureModel, typeof settings> = {
  settings,
  pickSettings: ({kind, vocabSize, knots, weights, calibration, members}) => ({
    ...{kind, vocabSize, knots, weights, calibration},
    members: members.map(({name}) => name),
  }),
  async readData(folder, found, nested) {
    const members: MixtureModel['members'] = [];
    for (const name of found.members) {
      members.push({name, model: await nested.read(memberPath(folder, name))});
    }
    return {...found, members, training: await tokenShard.read(trainingPath(folder))};
  },
  async writeData(folder, {members, training}, nested) {
    for (const {name, model} of members) await nested.write(memberPath(folder, name), model);
    await tokenShard.write(trainingPath(folder), training);
  },
  async count(_, {members, knots}) {
    return {members: members.length, knots: knots.length};
  },
};
