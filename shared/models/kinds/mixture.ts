// A mixture of models, retrieval-augmented: settings in model.json, its members in folders of their own.
import {z} from 'zod';
import {extent} from '../../formats/hugging-face/gpt2-folder.ts';
import {modelKind} from './model-kind.ts';
import {memberNames, type NestedMembers, readMembers, writeMembers} from './nested-members.ts';

/** Ascending expected hits of a gene, and the hit rate found there on validation sets; linear in between. */
export interface HitCalibration {
  expected: number[];
  observed: number[];
}

export interface MixtureModel<Member = unknown> extends NestedMembers<Member> {
  kind: 'mixture';
  vocabSize: number;
  /** Ascending similarities (0..1) of the nearest training set to the prompt, at which `weights` are given. */
  knots: number[];
  /** Weights of the members at each knot, each row summing to 1; linear in between. Shape (knots, members). */
  weights: number[][];
  calibration: HitCalibration;
}

export const hitCalibration = z
  .strictObject({
    expected: z.array(z.number()),
    observed: z.array(z.number()),
  })
  .refine(({expected, observed}) => expected.length === observed.length, {
    error: 'a calibration has one observed rate for each expected one',
  });

const settings = z
  .strictObject({
    kind: z.literal('mixture'),
    vocabSize: extent,
    knots: z.array(z.number()).min(1),
    weights: z.array(z.array(z.number())),
    calibration: hitCalibration,
    members: memberNames,
  })
  .refine(
    ({knots, weights, members}) =>
      weights.length === knots.length && weights.every(row => row.length === members.length),
    {error: 'weights have one row for each knot and in it one number for each member'},
  );

/** The kind of mixtures of models of this type. */
export function mixtureKind<Member>() {
  return modelKind<MixtureModel<Member>, typeof settings, Member>({
    settings,
    pickSettings: ({kind, vocabSize, knots, weights, calibration, members}) => ({
      ...{kind, vocabSize, knots, weights, calibration},
      members: members.map(({name}) => name),
    }),
    readData: async (folder, found, nested) => ({
      ...found,
      ...(await readMembers(folder, found.members, nested, found.vocabSize)),
    }),
    writeData: writeMembers,
    count: async (_, {members, knots}) => ({members: members.length, knots: knots.length}),
  });
}
