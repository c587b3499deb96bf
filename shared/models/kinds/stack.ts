// A stacked ranking: members in folders of their own, and the network that ranks their best genes.
import {join} from 'node:path';
import {z} from 'zod';
import {layoutOf, type RankNetwork} from '../../engines/contract/rank-network.ts';
import {extent} from '../../formats/hugging-face/gpt2-folder.ts';
import {readShaped, writeSafetensors} from '../../formats/safetensors/safetensors.ts';
import {featureCount} from '../ensembles/network-shape.ts';
import {type HitCalibration, hitCalibration} from './mixture.ts';
import {modelKind} from './model-kind.ts';
import {memberNames, type NestedMembers, readMembers, writeMembers} from './nested-members.ts';

export interface StackModel<Member = unknown> extends NestedMembers<Member> {
  kind: 'stack';
  vocabSize: number;
  /** Best genes of each member that are pooled. */
  depth: number;
  network: RankNetwork;
  calibration: HitCalibration;
}

const settings = z.strictObject({
  kind: z.literal('stack'),
  vocabSize: extent,
  depth: z.int().positive(),
  hidden: extent,
  calibration: hitCalibration,
  members: memberNames,
});

const networkPath = (folder: string) => join(folder, 'network.safetensors');

/** The kind of stacks of models of this type. */
export function stackKind<Member>() {
  return modelKind<StackModel<Member>, typeof settings, Member>({
    settings,
    pickSettings: ({kind, vocabSize, depth, network, calibration, members}) => ({
      ...{kind, vocabSize, depth, hidden: network.hidden, calibration},
      members: members.map(({name}) => name),
    }),
    async readData(folder, {members, hidden, ...found}, nested) {
      const network = await readNetwork(folder, featureCount(members.length), hidden);
      return {...found, network, ...(await readMembers(folder, members, nested, found.vocabSize))};
    },
    async writeData(folder, model, nested) {
      const values = Float32Array.from(model.network.weights);
      await writeSafetensors(
        networkPath(folder),
        new Map([['weights', {shape: [values.length], values}]]),
      );
      await writeMembers(folder, model, nested);
    },
    count: async (_, {members, hidden}) => ({
      members: members.length,
      parameters: layoutOf(featureCount(members.length), hidden).size,
    }),
  });
}

async function readNetwork(folder: string, inputs: number, hidden: number): Promise<RankNetwork> {
  const shape = [layoutOf(inputs, hidden).size];
  const stored = await readShaped(networkPath(folder), [{name: 'weights', shape}]);
  return {inputs, hidden, weights: Float64Array.from(stored.get('weights')!.values)};
}
