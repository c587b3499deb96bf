// The core as WebAssembly with SIMD and shared memory (core/wasm/build.sh), in Node and in a browser. Models live in
// the shared memory, which this thread reads and writes; operations run on a worker, off the event loop.
import {
  ARCHITECTURE,
  type Core,
  type CoreModel,
  type CoreReply,
  type CoreRequest,
  type CoreShape,
  MATRIX_OPERATION,
  type MatrixReply,
  OPERATION,
} from './core.ts';
import {CoreEngine} from './core-engine.ts';

/** The module's functions, see core/wasm/exports.cpp. Pointers are byte offsets. */
interface Exports {
  allocate(bytes: number): number;
  release(pointer: number): void;
  setThreads(threads: number): void;
  isPossible(architecture: number, shape: number, count: number, dropout: number): number;
  createModel(
    architecture: number,
    shape: number,
    dropout: number,
    seed: number,
    trainable: number,
  ): number;
  disposeModel(model: number): void;
  memoryBytes(model: number): number;
  getStepCount(model: number): number;
  setStepCount(model: number, step: number): void;
  tensorLength(model: number, tensor: number, kind: number): number;
  readTensor(model: number, tensor: number, kind: number, to: number): void;
  writeTensor(model: number, tensor: number, kind: number, from: number): void;
}

/** The part of the WebAssembly interface used here; TypeScript knows it only in the library for browsers. */
interface WebAssemblyApi {
  compile(bytes: Uint8Array): Promise<object>;
  Memory: new (limits: {initial: number; maximum: number; shared: boolean}) => SharedMemory;
  Instance: new (module: object, imports: {env: {memory: SharedMemory}}) => {exports: unknown};
}

interface SharedMemory {
  readonly buffer: SharedArrayBuffer;
}

const webAssembly = (globalThis as unknown as {WebAssembly: WebAssemblyApi}).WebAssembly;

type Numbers = Int32Array | Float32Array | Float64Array;

/** Bytes of the stack of a thread. */
const STACK_BYTES = 262_144;
/** Pages of 64 KiB: at least as the module asks for, and the 4 GiB a 32-bit pointer reaches. */
const INITIAL_PAGES = 32;
const MAXIMUM_PAGES = 65_536;

/** Outcomes of core/src/call.hpp, and that of core/src/matrices/matrices.hpp which blames the call. */
const DONE = 1;
const REFUSED = 2;
const MATRIX_REFUSED = -2;
const REFUSALS: Record<number, string> = {
  0: 'there is not enough memory for this batch',
  [REFUSED]: 'a number or a length of this call does not fit the model or the operation',
};

/** A worker that runs core/wasm/worker.mjs. */
export interface CoreWorker {
  post(message: unknown): void;
  /** Whether the process must stay alive for it; a browser's page has no such notion. */
  keepAlive(on: boolean): void;
}

export type CreateWorker = (listener: {
  onMessage(message: unknown): void;
  onError(error: Error): void;
}) => CoreWorker;

/** The engine from the bytes of geneglot.wasm, on workers that the surroundings know how to start. */
export async function createWasmEngine(
  bytes: Uint8Array,
  threads: number,
  createWorker: CreateWorker,
): Promise<CoreEngine> {
  const module = await webAssembly.compile(bytes);
  const memory = new webAssembly.Memory({
    initial: INITIAL_PAGES,
    maximum: MAXIMUM_PAGES,
    shared: true,
  });
  const core = new WasmCore(module, memory, threads, createWorker);
  const description = `WebAssembly SIMD, ${threads} ${threads === 1 ? 'thread' : 'threads'}`;
  return new CoreEngine('wasm', description, threads, core);
}

/** What worker.mjs answers to a call. */
interface Settled {
  id: number;
  /** What the called function returned. */
  result?: number;
  error?: string;
}

interface Waiting {
  resolve(result: number): void;
  reject(error: Error): void;
}

/** The core's memory and its workers. */
class WasmCore implements Core {
  readonly exports: Exports;
  private readonly memory: SharedMemory;
  private readonly leader: CoreWorker;
  private readonly waiting = new Map<number, Waiting>();
  private calls = 0;

  constructor(module: object, memory: SharedMemory, threads: number, createWorker: CreateWorker) {
    this.memory = memory;
    const instance = new webAssembly.Instance(module, {env: {memory}});
    this.exports = instance.exports as Exports;
    const start = (thread: number) => {
      const stackTop = this.allocate(STACK_BYTES) + STACK_BYTES;
      const worker = createWorker({
        onMessage: message => this.settle(message as Settled),
        onError: error => this.failAll(error),
      });
      worker.post({module, memory, stackTop, thread, threads});
      return worker;
    };
    this.leader = start(0);
    for (let thread = 1; thread < threads; thread++) start(thread);
  }

  createModel(
    {architecture, numbers, dropout}: CoreShape,
    seed: number,
    trainable: boolean,
  ): CoreModel {
    const {exports} = this;
    const model = this.makeModel(ARCHITECTURE[architecture], numbers, dropout, seed, trainable);
    const requireTensor = (index: number, kind: number, {length}: Float32Array) => {
      if (exports.tensorLength(model, index, kind) !== length) {
        throw new Error(`the model has no tensor ${index} of kind ${kind} with ${length} numbers`);
      }
    };
    return {
      memoryBytes: () => exports.memoryBytes(model),
      readTensor: (index, kind, into) => {
        requireTensor(index, kind, into);
        const copy = this.allocate(into.byteLength);
        exports.readTensor(model, index, kind, copy);
        this.copyOut(copy, into);
        exports.release(copy);
      },
      writeTensor: (index, kind, values) => {
        requireTensor(index, kind, values);
        const copy = this.copyIn(values);
        exports.writeTensor(model, index, kind, copy);
        exports.release(copy);
      },
      getStepCount: () => exports.getStepCount(model),
      setStepCount: step => exports.setStepCount(model, step),
      run: request => this.run(model, request),
      dispose: () => exports.disposeModel(model),
    };
  }

  private makeModel(
    architecture: number,
    numbers: Int32Array,
    dropout: number,
    seed: number,
    trainable: boolean,
  ): number {
    const {exports} = this;
    const shape = this.copyIn(numbers);
    try {
      if (exports.isPossible(architecture, shape, numbers.length, dropout) === 0) {
        throw new Error('there is no model of this shape');
      }
      const model = exports.createModel(architecture, shape, dropout, seed, Number(trainable));
      if (model === 0) throw new Error('there is not enough memory for this model');
      return model >>> 0;
    } finally {
      exports.release(shape);
    }
  }

  /** Copies the input in, lets the leader work, and copies the output out. */
  private async run(model: number, request: CoreRequest): Promise<CoreReply> {
    const reply = {
      ints: new Int32Array(request.intsOut),
      floats: new Float32Array(request.floatsOut),
      scalars: new Float64Array(request.scalarsOut),
    };
    const output = [reply.ints, reply.floats, reply.scalars];
    const arrays = [request.ints, request.floats, request.scalars, ...output];
    const pointers: number[] = [];
    try {
      for (const array of arrays) pointers.push(this.copyIn(array));
      const lengths = arrays.flatMap(({length}, i) => [pointers[i], length]);
      const args = [model, OPERATION[request.operation], ...lengths];
      const outcome = await this.post('run', args);
      if (outcome !== DONE) throw new Error(REFUSALS[outcome]);
      output.forEach((array, i) => {
        this.copyOut(pointers[3 + i], array);
      });
    } finally {
      for (const pointer of pointers) this.exports.release(pointer);
    }
    return reply;
  }

  async runMatrix(
    operation: keyof typeof MATRIX_OPERATION,
    ints: Int32Array,
    floats: Float32Array,
  ): Promise<MatrixReply> {
    const pointers: number[] = [];
    try {
      for (const array of [ints, floats]) pointers.push(this.copyIn(array));
      const lengths = [pointers[0], ints.length, pointers[1], floats.length];
      const args = [MATRIX_OPERATION[operation], ...lengths];
      const outcome = await this.post('matrixOperation', args);
      if (outcome === MATRIX_REFUSED) throw new Error(REFUSALS[REFUSED]);
      this.copyOut(pointers[1], floats);
      return {outcome, floats};
    } finally {
      for (const pointer of pointers) this.exports.release(pointer);
    }
  }

  /** Calls an exported function on the leader. */
  private post(name: 'run' | 'matrixOperation', args: number[]): Promise<number> {
    const id = this.calls++;
    // Only a call under way keeps the process alive.
    this.leader.keepAlive(true);
    return new Promise((resolve, reject) => {
      this.waiting.set(id, {resolve, reject});
      this.leader.post({id, name, args});
    });
  }

  private settle({id, result, error}: Settled): void {
    const waiting = this.waiting.get(id);
    this.waiting.delete(id);
    if (this.waiting.size === 0) this.leader.keepAlive(false);
    if (result === undefined) waiting?.reject(new Error(error));
    else waiting?.resolve(result);
  }

  private failAll(error: Error): void {
    for (const {reject} of this.waiting.values()) reject(error);
    this.waiting.clear();
  }

  private allocate(bytes: number): number {
    // A 32-bit pointer reaches 4 GiB; a larger number would wrap around on its way into the module.
    const pointer = bytes < 2 ** 32 ? this.exports.allocate(bytes) >>> 0 : 0;
    if (pointer === 0) throw new Error(`there is not enough memory for ${bytes} more bytes`);
    return pointer;
  }

  /** A copy inside the shared memory; views are made anew, since the memory may have grown. */
  private copyIn(array: Numbers): number {
    const pointer = this.allocate(array.byteLength);
    bytesAt(this.memory, pointer, array.byteLength).set(bytesOf(array));
    return pointer;
  }

  private copyOut(pointer: number, array: Numbers): void {
    bytesOf(array).set(bytesAt(this.memory, pointer, array.byteLength));
  }
}

function bytesAt(memory: SharedMemory, pointer: number, length: number): Uint8Array {
  return new Uint8Array(memory.buffer, pointer, length);
}

function bytesOf(array: Numbers): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}
