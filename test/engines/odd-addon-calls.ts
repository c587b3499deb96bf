// Calls every function of the compiled addon itself at random with odd values, without the checks that the TypeScript
// engine makes before: the addon must refuse them, or take them without harm to the process.
import type {CoreRequest} from '../../shared/engines/core.ts';
import {decoderShape, OPERATION, setEncoderShape} from '../../shared/engines/core.ts';
import {
  castVotesRequest,
  keepSetsRequest,
  lookupShape,
} from '../../shared/engines/core-kept-sets.ts';
import {
  embedRequest,
  evaluateRequest,
  generateRequest,
  gradientsRequest,
  logitsRequest,
  reserveRequest,
  scoreNextRequest,
  trainStepRequest,
} from '../../shared/engines/requests.ts';
import {
  evaluateSetsRequest,
  promptSetsRequest,
  reserveSetsRequest,
  setGradientsRequest,
  trainSetsRequest,
} from '../../shared/engines/set-requests.ts';
import {createNumbers, OPTIMIZER, packDocuments, SMALL, showFirst} from './fixtures.ts';
import {disturb, pick} from './odd-values.ts';
import {drawTestSets, SMALL_SETS} from './set-encoder-fixtures.ts';

/** The addon's exports, as `require` gives them. */
export type Addon = Record<string, (...args: unknown[]) => unknown>;

type Numbers = () => number;

const ODD_THINGS = [undefined, null, true, 'text', '', {}, [], Symbol('odd'), 3n, () => 0];

/** Nothing between, which a request for memory could be granted. */
const LARGE = [2 ** 31 - 1, -(2 ** 31), 2 ** 30, 1000];

/** Arguments of a call of each function. */
type Arguments = Record<string, (addon: Addon, number: Numbers) => unknown[]>;

/** An operation, ints and floats; a network of 2 inputs and 3 units has 24 weights, and ranks 3 genes in two cases. */
const MATRIX_CALLS: (() => unknown[])[] = [
  () => [0, Int32Array.of(4, 3, 0, 2, 2, 4, 0, 3, 1, 2), new Float32Array(16)],
  () => [1, Int32Array.of(2), Float32Array.of(2, 0, 0, 2)],
  () => [2, Int32Array.of(2, 3, 2, 0, 2, 3, 0, 1, 1), new Float32Array(24 + 6).fill(0.5)],
  () => [3, Int32Array.of(2, 3, 3), new Float32Array(24 + 6).fill(0.5)],
  () => [4, Int32Array.of(2, 3, 4, 1), new Float32Array(6 + 8 + 12).fill(0.5)],
  () => [5, Int32Array.of(4, 3, 2, 0, 2, 3, 3, 0, 1), new Float32Array(2 * 12 + 3).fill(0.5)],
];

/** Arguments that each function takes; models are new, since a call may change or free them. */
const ARGUMENTS: Arguments = {
  configure: () => ['', 2],
  createModel: (_, number) => modelArguments(number),
  disposeModel: (addon, number) => [newModel(addon, number)],
  memoryBytes: (addon, number) => [newModel(addon, number)],
  stepCount: (addon, number) => [newModel(addon, number), 5],
  copyTensor: (addon, number) => {
    const values = new Float32Array(SMALL.vocabSize * SMALL.nEmbd);
    return [newModel(addon, number), 0, pick([0, 1, 2, 3], number), values, number() < 0.5];
  },
  run: (addon, number) => runArguments(addon, number),
  matrixOperation: (_, number) => ['', 2, ...pick(MATRIX_CALLS, number)()],
};

/** Makes so many calls; returns what went wrong. A wrong access ends the process, or is a sanitizer's to report. */
export async function tryOddAddonCalls(
  addon: Addon,
  {calls, seed}: {calls: number; seed: number},
): Promise<{complaints: string[]; refused: number; answered: number}> {
  const number = createNumbers(seed);
  const names = Object.keys(addon).filter(name => typeof addon[name] === 'function');
  const complaints = names
    .filter(name => !(name in ARGUMENTS))
    .map(name => `nothing here calls ${name}`);
  const found = {complaints, refused: 0, answered: 0};
  addon.configure('', 2);
  for (let i = 0; i < calls; i++) {
    // Half of them run an operation, and half of those with a few odd ints: there is most to go wrong.
    const name = number() < 0.5 ? 'run' : pick(Object.keys(ARGUMENTS), number);
    const whole = ARGUMENTS[name](addon, number);
    const isDeep = (name === 'run' || name === 'matrixOperation') && number() < 0.5;
    const {args, change} = isDeep ? changeInts(whole, number) : makeOdd(whole, number);
    try {
      const answer = addon[name](...args);
      await Promise.all([answer, meanwhile(addon, args, number)]);
      found.answered++;
    } catch (error) {
      found.refused++;
      if (error instanceof Error || Object.prototype.toString.call(error) === '[object Error]')
        continue;
      complaints.push(`${name} with ${change}: ${String(error)} was thrown`);
    }
  }
  return found;
}

/** One odd value, or a wrong number of arguments, or nothing odd: then only what happens meanwhile is. */
function makeOdd(args: unknown[], number: Numbers): {args: unknown[]; change: string} {
  const chance = number();
  if (chance < 0.05) return {args: args.slice(1), change: 'one argument fewer'};
  if (chance < 0.1) return {args: [...args, 1], change: 'one argument more'};
  if (chance < 0.2) {
    const place = Math.floor(number() * args.length);
    return {args: args.with(place, pick(ODD_THINGS, number)), change: `an odd thing at ${place}`};
  }
  return chance < 0.3 ? {args, change: 'nothing odd'} : disturb(args, number);
}

/** One or two of the ints of an operation changed, to what may be just inside or just outside of its range. */
function changeInts(args: unknown[], number: Numbers): {args: unknown[]; change: string} {
  const ints = (args[3] as Int32Array).slice();
  const changes = Array.from({length: 1 + Math.floor(number() * 2)}, () => {
    const place = Math.floor(number() * ints.length);
    ints[place] = number() < 0.2 ? pick(LARGE, number) : Math.floor(number() * 50) - 3;
    return `int ${place} = ${ints[place]}`;
  });
  return {args: args.with(3, ints), change: changes.join(', ')};
}

/** What other code may do before a call has ended. */
async function meanwhile(addon: Addon, args: unknown[], number: Numbers): Promise<void> {
  const arrays = args.filter(ArrayBuffer.isView) as Int32Array[];
  const chance = number();
  if (chance < 0.2) for (const array of arrays) array.fill(-1);
  if (chance > 0.1 && chance < 0.3) {
    for (const {buffer} of arrays) {
      if (buffer instanceof ArrayBuffer) structuredClone(buffer, {transfer: [buffer]});
    }
  }
  if (chance > 0.3 && chance < 0.5) addon.disposeModel(args[0]);
  if (chance > 0.5 && chance < 0.6) addon.stepCount(args[0], 3);
}

function modelArguments(number: Numbers): unknown[] {
  const architecture = Math.floor(number() * 3);
  const {numbers, dropout} = SHAPES[architecture]();
  return ['', architecture, numbers, dropout, 7, number() < 0.7];
}

/** Of each architecture, made anew for each call: what happens meanwhile may change or take away the numbers. */
const SHAPES = [
  () => decoderShape({...SMALL, geneTokens: 30}),
  () => setEncoderShape(SMALL_SETS),
  () => lookupShape(5, 3, 4),
];

function newModel(addon: Addon, number: Numbers): unknown {
  return addon.createModel(...modelArguments(number));
}

function runArguments(addon: Addon, number: Numbers): unknown[] {
  const architecture = Math.floor(number() * 3);
  const {numbers, dropout} = SHAPES[architecture]();
  // Now and then a request to the wrong architecture, or training of a model that has no gradients.
  const asked = number() < 0.95 ? architecture : Math.floor(number() * 3);
  const request = pick([decoderRequests, setRequests, lookupRequests][asked](), number);
  const trainable = number() < 0.8;
  return [
    addon.createModel('', architecture, numbers, dropout, 7, trainable),
    ...[OPERATION[request.operation], 2, request.ints, request.floats, request.scalars],
    ...[request.intsOut, request.floatsOut, request.scalarsOut],
  ];
}

function decoderRequests(): CoreRequest[] {
  const batch = packDocuments([[7, 9, 5], [20]], 24, 30);
  const prompts = [Int32Array.of(0, 3, 33), Int32Array.of(1), Int32Array.of(5, 6)];
  const caps = Int32Array.of(3, 0, 5);
  const options = {
    ...{maxNewTokens: caps, temperature: 0.7, topK: 5, topP: 0.9, endToken: 0},
    ...{seeds: Uint32Array.of(1, 2, 3), forbiddenTokens: Int32Array.of(4, 5)},
  };
  return [
    trainStepRequest([batch, showFirst(batch, 3)], ['next-gene', 'remaining-genes'], OPTIMIZER),
    gradientsRequest(batch, 'remaining-genes'),
    evaluateRequest(batch, 'next-new-gene'),
    logitsRequest(batch, SMALL.vocabSize),
    generateRequest(prompts, caps, options.seeds, options),
    scoreNextRequest(prompts, SMALL.vocabSize),
    embedRequest(prompts, 'mean', SMALL.nEmbd),
    reserveRequest(2, 24),
  ];
}

function setRequests(): CoreRequest[] {
  const batch = drawTestSets([9, 5, 12], 37);
  const prompts = [Int32Array.of(3, 4), Int32Array.of(), Int32Array.of(20)];
  return [
    trainSetsRequest([batch], 'softmax', OPTIMIZER),
    setGradientsRequest(batch, 'bce'),
    evaluateSetsRequest(batch, 'softmax'),
    promptSetsRequest('logits', prompts, SMALL_SETS.vocabSize),
    promptSetsRequest('embed', prompts, SMALL_SETS.nEmbd),
    reserveSetsRequest(3, 30),
  ];
}

function lookupRequests(): CoreRequest[] {
  const weights = Float64Array.of(0, 1, 2, 0.5, 1);
  const cosine = {norms: Float64Array.of(2, 0, 2), power: 2.5};
  const prompts = Array.from({length: 9}, (_, i) => Int32Array.of(i % 5, (i + 2) % 5));
  return [
    keepSetsRequest(Int32Array.of(0, 2, 2, 4), Int32Array.of(0, 3, 1, 2)),
    castVotesRequest(prompts, {weights}, 5),
    castVotesRequest(prompts.slice(0, 2), {weights, cosine}, 5),
  ];
}
