// The native engine: core/ as a Node addon, compiled at installation by core/install.mjs.
import {existsSync} from 'node:fs';
import {createRequire} from 'node:module';
import {join} from 'node:path';
import {
  ARCHITECTURE,
  type Core,
  type CoreModel,
  type CoreShape,
  MATRIX_OPERATION,
  OPERATION,
} from './core.ts';
import {CoreEngine} from './core-engine.ts';

/** The addon's functions, see core/native/addon.cpp. */
interface Addon {
  /** Absent before there were numbers. */
  interface?: number;
  configure(isa: string, threads: number): string;
  createModel(
    isa: string,
    architecture: number,
    shape: Int32Array,
    dropout: number,
    seed: number,
    trainable: boolean,
  ): unknown;
  disposeModel(model: unknown): void;
  memoryBytes(model: unknown): number;
  stepCount(model: unknown, value?: number): number;
  copyTensor(
    model: unknown,
    tensor: number,
    kind: number,
    array: Float32Array,
    write: boolean,
  ): void;
  run(
    model: unknown,
    operation: number,
    threads: number,
    ints: Int32Array,
    floats: Float32Array,
    scalars: Float64Array,
    intsOut: number,
    floatsOut: number,
    scalarsOut: number,
  ): Promise<[ints: ArrayBuffer, floats: ArrayBuffer, scalars: ArrayBuffer]>;
  matrixOperation(
    isa: string,
    threads: number,
    operation: number,
    ints: Int32Array,
    floats: Float32Array,
  ): Promise<[outcome: number, floats: ArrayBuffer]>;
}

/** As kInterface there. */
const INTERFACE = 7;

/** Where core/install.mjs puts the addon. */
export const ADDON = join(
  import.meta.dirname,
  '..',
  '..',
  'core',
  'build',
  'Release',
  'geneglot.node',
);
/** Instruction sets of 32-bit arithmetic that GENEGLOT_ISA may ask for. */
const ISA_NAMES: Record<string, string> = {avx512: 'AVX-512', avx2: 'AVX2', portable: 'portable'};
/** The one instruction set with bf16 products. */
const BF16 = 'avx512bf16';

/**
 * Arithmetic of the matrix products; all else, weights and moments included, is always 32-bit. `auto` is bf16 where the
 * processor has such products, else f32.
 */
export const PRECISIONS = ['auto', 'f32', 'bf16'] as const;
export type Precision = (typeof PRECISIONS)[number];

/**
 * The native engine; throws when it was not compiled or the processor lacks what `precision` or GENEGLOT_ISA
 * (avx512, avx2, portable) asks for. `file` is the compiled addon.
 */
export function loadNativeEngine(
  threads: number,
  precision: Precision = 'f32',
  file = ADDON,
): CoreEngine {
  if (!existsSync(file)) {
    throw new Error(
      'the native engine has not been compiled: run node core/install.mjs and read what it says',
    );
  }
  const addon = createRequire(import.meta.url)(file) as Addon;
  if (addon.interface !== INTERFACE) {
    throw new Error(
      'the native engine was compiled from other sources than these: run node core/install.mjs',
    );
  }
  const isa = configure(addon, precision, threads);
  const kernels = isa === BF16 ? 'AVX-512 with bf16 products' : ISA_NAMES[isa];
  const description = `native, ${kernels}, ${threads} ${threads === 1 ? 'thread' : 'threads'}`;
  return new CoreEngine('native', description, threads, nativeCore(addon, isa, threads));
}

/** Name of the instruction set that computes from here on. */
function configure(addon: Addon, precision: Precision, threads: number): string {
  const wanted = askedIsa();
  if (precision === 'bf16') return addon.configure(BF16, threads);
  if (precision === 'auto' && !wanted) {
    try {
      return addon.configure(BF16, threads);
    } catch {
      // No such products here.
    }
  }
  return addon.configure(wanted, threads);
}

/** The instruction set the environment names; '' for the best. */
function askedIsa(): string {
  const wanted = process.env.GENEGLOT_ISA ?? '';
  if (wanted && !(wanted in ISA_NAMES)) {
    throw new Error(`GENEGLOT_ISA is ${wanted}: expected ${Object.keys(ISA_NAMES).join(', ')}`);
  }
  return wanted;
}

function nativeCore(addon: Addon, isa: string, threads: number): Core {
  return {
    createModel(shape: CoreShape, seed: number, trainable: boolean): CoreModel {
      const {architecture, numbers, dropout} = shape;
      const number = ARCHITECTURE[architecture];
      const model = addon.createModel(isa, number, numbers, dropout, seed, trainable);
      return {
        memoryBytes: () => addon.memoryBytes(model),
        readTensor: (tensor, kind, into) => addon.copyTensor(model, tensor, kind, into, false),
        writeTensor: (tensor, kind, values) => addon.copyTensor(model, tensor, kind, values, true),
        getStepCount: () => addon.stepCount(model),
        setStepCount: step => addon.stepCount(model, step),
        async run({operation, ints, floats, scalars, intsOut, floatsOut, scalarsOut}) {
          const reply = await addon.run(
            model,
            OPERATION[operation],
            threads,
            ints,
            floats,
            scalars,
            intsOut,
            floatsOut,
            scalarsOut,
          );
          return {
            ints: new Int32Array(reply[0]),
            floats: new Float32Array(reply[1]),
            scalars: new Float64Array(reply[2]),
          };
        },
        dispose: () => addon.disposeModel(model),
      };
    },
    async runMatrix(operation, ints, given) {
      // An inverse of rounded products would be none: matrices are 32-bit always.
      const exact = isa === BF16 ? '' : isa;
      const number = MATRIX_OPERATION[operation];
      const [outcome, floats] = await addon.matrixOperation(exact, threads, number, ints, given);
      return {outcome, floats: new Float32Array(floats)};
    },
  };
}
