// Calls every function of an engine at random with odd values somewhere in its arguments, and collects what goes wrong:
// an answer that is no refusal in plain words, or a model that gives other results afterwards.
import type {Engine, GptModel} from '../../shared/engines/contract/engine.ts';
import {CoreEngine} from '../../shared/engines/core-engine.ts';
import {createNumbers, createTestModel, OPTIMIZER, packDocuments, SMALL} from './fixtures.ts';
import {createTestSetEncoder, drawTestSets, SMALL_SETS} from './set-encoder-fixtures.ts';

const ODD_NUMBERS = [
  ...[Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  ...[-1, -0.5, 0, 0.5, 1e9, 1e300],
  ...[2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1, 2 ** 32, 2 ** 53],
];
/** Words of V8 that say nothing to a caller. */
const RAW =
  /Cannot |is not (iterable|a function|defined)|Invalid (typed )?array|out of bounds|undefined/;

type Numbers = Int32Array | Uint32Array | Float32Array;

/** One call: a function of fresh arguments. */
interface Call {
  name: string;
  run(args: unknown[]): unknown;
  args(): unknown[];
}

/** Makes so many calls on small models of the engine; returns what went wrong, each with the call that showed it. */
export async function tryOddCalls(
  engine: Engine,
  {calls, seed}: {calls: number; seed: number},
): Promise<{complaints: string[]; refused: number; answered: number}> {
  const number = createNumbers(seed);
  const model = createTestModel(engine, SMALL);
  const known = callsOn(engine, model);
  const reference = await answerOf(model);
  const complaints: string[] = [];
  let refused = 0;
  let answered = 0;
  for (let i = 0; i < calls; i++) {
    const call = known[Math.floor(number() * known.length)];
    const {args, change} = disturb(call.args(), number);
    try {
      await call.run(args);
      answered++;
    } catch (error) {
      refused++;
      const {name, message} = error as Error;
      if (RAW.test(message)) complaints.push(`${call.name} with ${change}: ${name}: ${message}`);
    }
  }
  if ((await answerOf(model)) !== reference) complaints.push('the model gives other results');
  model.dispose();
  return {complaints, refused, answered};
}

/** What a model says of a batch, as text. */
async function answerOf(model: GptModel): Promise<string> {
  return JSON.stringify(await model.evaluate(packDocuments([[7, 9, 5]], 24, 37), 'next-gene'));
}

/** The engine's own functions, and those of a model that leave its weights as they are. */
function callsOn(engine: Engine, model: GptModel): Call[] {
  const batch = () => packDocuments([[7, 9, 5], [20]], 24, 37);
  const prompts = () => Array.from({length: 70}, (_, i) => Int32Array.of(0, 1 + (i % 30), 33));
  const rows = () => ({offsets: Int32Array.of(0, 2, 2, 4), members: Int32Array.of(0, 3, 1, 2)});
  const options = () => ({
    maxNewTokens: new Int32Array(70).fill(3),
    ...{temperature: 0.7, topK: 5, topP: 0.9, endToken: 0},
    seeds: Uint32Array.from({length: 70}, (_, i) => i),
    forbiddenTokens: Int32Array.of(4, 5),
  });
  const shape = () => [{...SMALL}, {seed: 3, trainable: true}];
  const weights = () => new Float32Array(16).fill(1);
  const call = (name: string, args: () => unknown[], run: (...args: never[]) => unknown): Call => ({
    ...{name, args},
    run: given => run(...(given as never[])),
  });
  const train: GptModel['trainStep'] = async (batches, objective, optimizer) => {
    const trained = createTestModel(engine, SMALL);
    return trained.trainStep(batches, objective, optimizer).finally(() => trained.dispose());
  };
  return [
    call('createModel', shape, (...[config, given]: Parameters<Engine['createModel']>) =>
      engine.createModel(config, given).dispose(),
    ),
    call('gramMatrix', () => [rows(), 4], engine.gramMatrix.bind(engine)),
    call(
      'invertPositiveDefinite',
      () => [identity(5), 5],
      (...args: [Float32Array, number]) => engine.invertPositiveDefinite(...args),
    ),
    call('trainStep', () => [[batch(), batch()], 'next-gene', {...OPTIMIZER}], train),
    call('computeGradients', () => [batch(), 'next-gene'], model.computeGradients.bind(model)),
    call('evaluate', () => [batch(), 'remaining-genes'], model.evaluate.bind(model)),
    call('logits', () => [batch()], model.logits.bind(model)),
    call('generate', () => [prompts(), options()], model.generate.bind(model)),
    call('scoreNext', () => [prompts()], model.scoreNext.bind(model)),
    call('embed', () => [prompts(), 'mean'], model.embed.bind(model)),
    call('reserve', () => [2, 24], model.reserve.bind(model)),
    call(
      'stepCount',
      () => [0],
      (step: number) => {
        model.stepCount = step;
        model.stepCount = 0;
      },
    ),
    call('writeTensor', () => ['transformer.ln_f.weight', weights()], writeAndRestore(model)),
    ...(engine instanceof CoreEngine ? setCallsOn(engine, call) : []),
  ];
}

function setCallsOn(
  engine: CoreEngine,
  call: (name: string, args: () => unknown[], run: (...args: never[]) => unknown) => Call,
): Call[] {
  const model = createTestSetEncoder(engine, SMALL_SETS);
  const batch = () => drawTestSets([9, 5, 12], 37);
  const prompts = () => [Int32Array.of(3, 4), Int32Array.of(), Int32Array.of(20)];
  const shape = () => [{...SMALL_SETS}, {seed: 3, trainable: false}];
  return [
    call('createSetEncoder', shape, (...args: Parameters<CoreEngine['createSetEncoder']>) =>
      engine.createSetEncoder(...args).dispose(),
    ),
    call(
      'trainStep of sets',
      () => [[batch()], 'softmax', {...OPTIMIZER}],
      model.trainStep.bind(model),
    ),
    call('gradients of sets', () => [batch(), 'bce'], model.computeGradients.bind(model)),
    call('evaluate sets', () => [batch(), 'softmax'], model.evaluate.bind(model)),
    call('scoreSets', () => [prompts()], model.scoreSets.bind(model)),
    call('embed sets', () => [prompts()], model.embed.bind(model)),
    call('reserve sets', () => [3, 30], model.reserve.bind(model)),
  ];
}

function writeAndRestore(model: GptModel): (name: string, values: Float32Array) => void {
  return (name, values) => {
    const before = model.readTensor('transformer.ln_f.weight');
    model.writeTensor(name, values);
    model.writeTensor('transformer.ln_f.weight', before);
  };
}

function identity(n: number): Float32Array {
  return Float32Array.from({length: n * n}, (_, at) => Number(at % (n + 1) === 0));
}

/** The arguments with one odd value in place of a number or an array somewhere in them. */
function disturb(args: unknown[], number: () => number): {args: unknown[]; change: string} {
  const places = [...placesIn(args, [])];
  const {holder, key, path} = places[Math.floor(number() * places.length)];
  const value = holder[key];
  const {odd, name} = isNumbers(value) ? oddArray(value, number) : oddNumber(number);
  holder[key] = odd;
  return {args, change: `${path.join('.')} ${name}`};
}

interface Place {
  holder: Record<string, unknown>;
  key: string;
  path: string[];
}

function* placesIn(value: unknown, path: string[]): Generator<Place> {
  if (typeof value !== 'object' || value === null || isNumbers(value)) return;
  for (const [key, inner] of Object.entries(value)) {
    const place = {holder: value as Record<string, unknown>, key, path: [...path, key]};
    if (typeof inner === 'number' || isNumbers(inner)) yield place;
    else yield* placesIn(inner, place.path);
  }
}

function isNumbers(value: unknown): value is Numbers {
  return ArrayBuffer.isView(value);
}

function oddNumber(number: () => number): {odd: number; name: string} {
  const odd = ODD_NUMBERS[Math.floor(number() * ODD_NUMBERS.length)];
  return {odd, name: `= ${odd}`};
}

function oddArray(array: Numbers, number: () => number): {odd: unknown; name: string} {
  const changes: Record<string, () => unknown> = {
    'one longer': () => new (array.constructor as Int32ArrayConstructor)([...array, 1]),
    'one shorter': () => array.slice(1),
    empty: () => array.slice(0, 0),
    'of 64-bit floats': () => Float64Array.from(array),
    'a plain list': () => [...array],
    shared: () => {
      const shared = new SharedArrayBuffer(array.byteLength);
      const copy = new (array.constructor as Int32ArrayConstructor)(shared);
      copy.set(array);
      return copy;
    },
    detached: () => {
      structuredClone(array.buffer, {transfer: [array.buffer as ArrayBuffer]});
      return array;
    },
  };
  const entry = oddNumber(number);
  changes[`with an entry ${entry.name}`] = () => {
    const copy = array.slice();
    if (copy.length > 0) copy[Math.floor(number() * copy.length)] = entry.odd;
    return copy;
  };
  const names = Object.keys(changes);
  const name = names[Math.floor(number() * names.length)];
  return {odd: changes[name](), name};
}
