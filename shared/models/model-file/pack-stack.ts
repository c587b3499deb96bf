// Packs a stack and all that it needs into the parts of a model file: weights in 8 bits, training sets as steps, EASE as
// the diagonal of its inverse.
import type {ModelAbout, PartValues} from '../../../run/geneglot.mjs';
import type {GeneSetTable} from '../../genes/sets/gene-set-table.ts';
import {listNames} from '../../genes/symbols/list-names.ts';
import type {Gene} from '../../genes/symbols/symbol-table.ts';
import type {TokenShard} from '../../genes/tokens/token-shard.ts';
import {type GeneIndex, indexGenes} from '../baselines/gene-index.ts';
import type {CompletionModel} from '../kinds/completion-model.ts';
import type {StackModel} from '../kinds/stack.ts';
import {easeDiagonal} from './ease-diagonal.ts';
import {easeModes} from './ease-modes.ts';
import {quantizeRows} from './quantize-rows.ts';

export interface PackedFrom {
  model: StackModel<CompletionModel>;
  /** Symbol of each token. */
  symbols: readonly string[];
  genes: readonly Gene[];
  /** The training sets with their names. */
  training: GeneSetTable;
  /** Values on each side of zero that a weight may take, 1..127. */
  levels: number;
  /** Directions kept for EASE (easeModes); by default none for so few memberships that its steps cost little. */
  modes?: number;
}

/** Memberships from which on EASE gets modes, and how many: each is a byte a gene in the file. */
const [MANY_MEMBERSHIPS, MODES] = [2e6, 128];
const FINEST = 127;

type Parts = Map<string, PartValues>;

/** The settings and parts of a stack, as the run file reads them. */
export function packStack(from: PackedFrom): {model: ModelAbout['model']; parts: Parts} {
  const {model} = from;
  const parts: Parts = new Map();
  packNames(parts, from);
  packSets(parts, model.training, from.training);
  parts.set('network', Float32Array.from(model.network.weights));
  const index = indexGenes(model.training, model.vocabSize);
  const members = model.members.map(({model: member}, i) =>
    packMember(member, index, from, (name, values) => parts.set(`members.${i}.${name}`, values)),
  );
  const {depth, network, calibration} = model;
  return {model: {depth, hidden: network.hidden, calibration, members}, parts};
}

function packNames(parts: Parts, {symbols, genes}: PackedFrom): void {
  const nameOf = new Map(genes.map(({symbol, name}) => [symbol, name ?? '']));
  parts.set('symbols', symbols.join('\n'));
  parts.set('gene-names', symbols.map(symbol => toField(nameOf.get(symbol) ?? '')).join('\n'));
  parts.set('names', listNames(genes).join('\n'));
}

function packSets(parts: Parts, shard: TokenShard, named: GeneSetTable): void {
  const rowOf = new Map(Array.from(named.setIds, (setId, row) => [setId, row]));
  const titles = Array.from(shard.setIds, setId => {
    const row = rowOf.get(setId);
    if (row === undefined)
      throw new Error(
        `found no training set ${setId} among the named ones, expected the sets that the model was trained on. Connect the split that it comes from.`,
      );
    return `${toField(named.libraries[row])}\t${toField(named.names[row])}`;
  });
  parts.set('sets.titles', titles.join('\n'));
  const {sizes, steps} = packRows(shard);
  parts.set('sets.sizes', sizes);
  parts.set('sets.steps', steps);
}

/** Tokens of each row ascending, each as the step from the one before it: small numbers, which compress well. */
function packRows({setIds, offsets, tokens}: TokenShard): {sizes: PartValues; steps: PartValues} {
  const steps = new Uint32Array(offsets[setIds.length]);
  for (let row = 0; row < setIds.length; row++) {
    const own = Uint32Array.from(tokens.subarray(offsets[row], offsets[row + 1])).sort();
    steps.set(
      own.map((token, i) => (i === 0 ? token : token - own[i - 1])),
      offsets[row],
    );
  }
  const sizes = Uint32Array.from(setIds, (_, row) => offsets[row + 1] - offsets[row]);
  return {sizes: narrow(sizes), steps: narrow(steps)};
}

function packMember(
  member: CompletionModel,
  index: GeneIndex,
  {levels, modes = index.sets.length >= MANY_MEMBERSHIPS ? MODES : 0}: PackedFrom,
  add: (name: string, values: PartValues) => void,
): {kind: string; [option: string]: unknown} {
  const {kind} = member;
  const addRows = (name: string, matrix: Float32Array, columns: number, most: number) => {
    const {values, scales} = quantizeRows(matrix, columns, most);
    add(name, values);
    add(`${name}.scales`, scales);
  };
  switch (kind) {
    case 'nearest-sets':
    case 'co-occurrence':
      return {kind, ...member.options};
    case 'item-item':
    case 'popularity':
      return {kind};
    case 'ease':
      add('genes', narrow(Uint32Array.from(member.genes)));
      add('diagonal', easeDiagonal(member, index, member.lambda));
      if (modes > 0) {
        addRows('modes', easeModes(member, index, modes), member.genes.length, FINEST);
      }
      return {kind, lambda: member.lambda, ...(modes > 0 && {modes})};
    case 'gene-names':
      for (const [name, values] of Object.entries(packRows(member.words))) add(name, values);
      return {kind};
    case 'set-encoder':
      for (const [name, {shape, values}] of member.tensors) {
        // Queries are few, and each has its say in every answer.
        if (shape.length < 2 || name === 'pooling.query') add(name, values.slice());
        else addRows(name, values, shape[1], levels);
      }
      return {kind, loss: member.loss, config: member.config};
    default:
      throw new Error(
        `found a member of kind ${kind} in the stack, expected lookups, EASE, gene names and set encoders. Leave it out of the stack that is packed.`,
      );
  }
}

/** 16-bit numbers where all fit. */
function narrow(numbers: Uint32Array): Uint16Array | Uint32Array {
  return numbers.every(number => number < 2 ** 16) ? Uint16Array.from(numbers) : numbers;
}

/** A text as a field of a line. */
function toField(text: string): string {
  return text.replace(/[\t\r\n]+/g, ' ');
}
