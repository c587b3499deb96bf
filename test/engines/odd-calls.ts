// Calls every function of an engine at random with odd values somewhere in its arguments, and collects what goes wrong:
// an answer that is no refusal in plain words, or a model that gives other results afterwards.
import type {Engine, GptModel} from '../../shared/engines/contract/engine.ts';
import type {KeptSets, TokenRows} from '../../shared/engines/contract/kept-sets.ts';
import type {SetEncoderEngine, SetEncoderModel} from '../../shared/engines/contract/set-encoder.ts';
import {CoreEngine} from '../../shared/engines/core-engine.ts';
import {createNumbers, createTestModel, OPTIMIZER, packDocuments, SMALL} from './fixtures.ts';
import {disturb, pick} from './odd-values.ts';
import {randomCase, randomNetwork} from './rank-fixtures.ts';
import {createTestSetEncoder, drawTestSets, SMALL_SETS} from './set-encoder-fixtures.ts';

/** A tensor of 16 numbers. */
const NORM = 'transformer.ln_f.weight';

/** Words of V8 that say nothing to a caller. */
const RAW =
  /Cannot |is not (iterable|a function|defined)|Invalid (typed )?array|out of bounds|undefined/;

/** One call: a function of fresh arguments. */
interface Call {
  run(args: unknown[]): unknown;
  args(): unknown[];
}

/** Names of the functions of an interface: the compiler refuses a list of calls in which one is missing. */
type FunctionOf<T> = {
  [Key in keyof T]: T[Key] extends (...args: never[]) => unknown ? Key : never;
}[keyof T];
type CallsOf<T> = Record<FunctionOf<T>, Call>;

/** Makes so many calls on small models of the engine; returns what went wrong, each with the call that showed it. */
export async function tryOddCalls(
  engine: Engine,
  {calls, seed}: {calls: number; seed: number},
): Promise<{complaints: string[]; refused: number; answered: number}> {
  const number = createNumbers(seed);
  const model = createTestModel(engine, SMALL);
  const core = engine instanceof CoreEngine ? engine : undefined;
  const sets = core && createTestSetEncoder(core, SMALL_SETS);
  const known = Object.entries({
    ...engineCalls(engine),
    ...prefixed('kept', keptSetsCalls(engine)),
    ...prefixed('model', {...modelCalls(engine, model), stepCount: stepCountCall(model)}),
    ...(core && sets && setEncoderCalls(core, sets)),
  });
  const reference = await answerOf(model);
  const complaints: string[] = [];
  let refused = 0;
  let answered = 0;
  for (let i = 0; i < calls; i++) {
    const [name, call] = pick(known, number);
    const {args, change} = disturb(call.args(), number);
    try {
      await call.run(args);
      answered++;
    } catch (error) {
      refused++;
      const {name: kind, message} = error as Error;
      if (RAW.test(message)) complaints.push(`${name} with ${change}: ${kind}: ${message}`);
    }
  }
  if ((await answerOf(model)) !== reference) complaints.push('the model gives other results');
  model.dispose();
  sets?.dispose();
  return {complaints, refused, answered};
}

/** What a model says of a batch, as text. */
async function answerOf(model: GptModel): Promise<string> {
  return JSON.stringify(await model.evaluate(packDocuments([[7, 9, 5]], 24, 37), 'next-gene'));
}

function prefixed(prefix: string, calls: Record<string, Call>): Record<string, Call> {
  return Object.fromEntries(Object.entries(calls).map(([name, one]) => [`${prefix}.${name}`, one]));
}

function call(args: () => unknown[], run: (...args: never[]) => unknown): Call {
  return {args, run: given => run(...(given as never[]))};
}

function engineCalls(engine: Engine): CallsOf<Engine> {
  const rows = () => ({offsets: Int32Array.of(0, 2, 2, 4), members: Int32Array.of(0, 3, 1, 2)});
  const keepSets = async (sets: TokenRows, vocabSize: number) => {
    (await engine.keepSets(sets, vocabSize)).dispose();
  };
  return {
    createModel: call(
      () => [
        {...SMALL, geneTokens: 20},
        {seed: 3, trainable: true},
      ],
      (...args: Parameters<Engine['createModel']>) => engine.createModel(...args).dispose(),
    ),
    gramMatrix: call(() => [rows(), 4], engine.gramMatrix.bind(engine)),
    keepSets: call(() => [tokenRows(), 5], keepSets),
    invertPositiveDefinite: call(
      () => [identity(5), 5],
      engine.invertPositiveDefinite.bind(engine),
    ),
    multiply: call(() => [denseOf(4, 2), denseOf(4, 3), true], engine.multiply.bind(engine)),
    multiplyByGram: call(
      () => [{...rows(), values: new Float32Array(4).fill(0.5)}, denseOf(4, 3)],
      engine.multiplyByGram.bind(engine),
    ),
    rankGradient: call(
      () => [randomNetwork(2, 3, 1), [randomCase(2, 4, 1), randomCase(2, 1, 2)]],
      engine.rankGradient.bind(engine),
    ),
    rankScores: call(
      () => [randomNetwork(2, 3, 1), randomCase(2, 5, 1).features],
      engine.rankScores.bind(engine),
    ),
  };
}

const denseOf = (rows: number, columns: number) => ({
  ...{rows, columns, values: new Float32Array(rows * columns).fill(0.5)},
});

const tokenRows = () => ({offsets: Int32Array.of(0, 2, 2, 4), tokens: Uint16Array.of(0, 3, 1, 2)});

function keptSetsCalls(engine: Engine): CallsOf<KeptSets> {
  const prompts = () => [Int32Array.of(3, 4), Int32Array.of(), Int32Array.of(1)];
  const weights = () => new Float64Array(5).fill(1);
  const rule = () => ({weights: weights(), cosine: {norms: Float64Array.of(2, 0, 2), power: 2.5}});
  const withSets = async (run: (kept: KeptSets) => Promise<unknown>) => {
    const kept = await engine.keepSets(tokenRows(), 5);
    await run(kept).finally(() => kept.dispose());
  };
  return {
    castVotes: call(
      () => [prompts(), rule()],
      (...args: Parameters<KeptSets['castVotes']>) => withSets(kept => kept.castVotes(...args)),
    ),
    dispose: call(
      () => [prompts(), rule()],
      (...args: Parameters<KeptSets['castVotes']>) =>
        withSets(async kept => {
          const cast = kept.castVotes(...args);
          kept.dispose();
          await cast;
        }),
    ),
  };
}

/** Calls that leave the weights of `model` as they are. */
function modelCalls(engine: Engine, model: GptModel): CallsOf<GptModel> {
  const batch = () => packDocuments([[7, 9, 5], [20]], 24, 37);
  const prompts = () => Array.from({length: 70}, (_, i) => Int32Array.of(0, 1 + (i % 30), 33));
  const options = () => ({
    maxNewTokens: new Int32Array(70).fill(3),
    ...{temperature: 0.7, topK: 5, topP: 0.9, endToken: 0},
    seeds: Uint32Array.from({length: 70}, (_, i) => i),
    forbiddenTokens: Int32Array.of(4, 5),
  });
  const weights = () => new Float32Array(16).fill(1);
  const train: GptModel['trainStep'] = async (batches, objective, optimizer) => {
    const trained = createTestModel(engine, SMALL);
    return trained.trainStep(batches, objective, optimizer).finally(() => trained.dispose());
  };
  return {
    trainStep: call(() => [[batch(), batch()], 'next-gene', {...OPTIMIZER}], train),
    computeGradients: call(() => [batch(), 'next-gene'], model.computeGradients.bind(model)),
    evaluate: call(() => [batch(), 'remaining-genes'], model.evaluate.bind(model)),
    logits: call(() => [batch()], model.logits.bind(model)),
    generate: call(() => [prompts(), options()], model.generate.bind(model)),
    scoreNext: call(() => [prompts()], model.scoreNext.bind(model)),
    embed: call(() => [prompts(), 'mean'], model.embed.bind(model)),
    reserve: call(() => [2, 24], model.reserve.bind(model)),
    memoryBytes: call(() => [], model.memoryBytes.bind(model)),
    tensors: call(() => [], model.tensors.bind(model)),
    readTensor: call(() => [NORM, 'moment1'], model.readTensor.bind(model)),
    writeTensor: call(() => [NORM, weights(), 'value'], writeAndRestore(model)),
    dispose: call(() => [batch(), 'next-gene'], disposeWhileRunning(engine)),
  };
}

function stepCountCall(model: GptModel): Call {
  return call(
    () => [0],
    (step: number) => {
      model.stepCount = step;
      model.stepCount = 0;
    },
  );
}

function setEncoderCalls(engine: CoreEngine, model: SetEncoderModel): Record<string, Call> {
  const batch = () => drawTestSets([9, 5, 12], 37);
  const prompts = () => [Int32Array.of(3, 4), Int32Array.of(), Int32Array.of(20)];
  const bias = () => new Float32Array(37);
  const calls: CallsOf<SetEncoderModel> = {
    trainStep: call(() => [[batch()], 'softmax', {...OPTIMIZER}], model.trainStep.bind(model)),
    computeGradients: call(() => [batch(), 'bce'], model.computeGradients.bind(model)),
    evaluate: call(() => [batch(), 'softmax'], model.evaluate.bind(model)),
    scoreSets: call(() => [prompts()], model.scoreSets.bind(model)),
    embed: call(() => [prompts()], model.embed.bind(model)),
    reserve: call(() => [3, 30], model.reserve.bind(model)),
    memoryBytes: call(() => [], model.memoryBytes.bind(model)),
    tensors: call(() => [], model.tensors.bind(model)),
    readTensor: call(() => ['head.bias', 'gradient'], model.readTensor.bind(model)),
    writeTensor: call(() => ['head.bias', bias(), 'moment2'], model.writeTensor.bind(model)),
    dispose: call(
      () => [prompts()],
      (...args: Parameters<SetEncoderModel['scoreSets']>) => {
        const other = createTestSetEncoder(engine, SMALL_SETS, false);
        const running = other.scoreSets(...args);
        other.dispose();
        return running;
      },
    ),
  };
  const create: CallsOf<SetEncoderEngine> = {
    createSetEncoder: call(
      () => [{...SMALL_SETS}, {seed: 3, trainable: false}],
      (...args: Parameters<CoreEngine['createSetEncoder']>) =>
        engine.createSetEncoder(...args).dispose(),
    ),
  };
  return {...create, ...prefixed('set encoder', calls)};
}

/** Disposes of a model twice while a call on it runs: the call still ends. */
function disposeWhileRunning(engine: Engine): GptModel['evaluate'] {
  return (batch, objective) => {
    const model = createTestModel(engine, SMALL, false);
    const running = model.evaluate(batch, objective);
    model.dispose();
    model.dispose();
    return running;
  };
}

function writeAndRestore(model: GptModel): GptModel['writeTensor'] {
  return (name, values, kind) => {
    const before = model.readTensor(NORM);
    model.writeTensor(name, values, kind);
    model.writeTensor(NORM, before);
  };
}

function identity(n: number): Float32Array {
  return Float32Array.from({length: n * n}, (_, at) => Number(at % (n + 1) === 0));
}
