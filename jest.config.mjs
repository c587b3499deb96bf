// Jest runs the TypeScript sources as ES modules (swc strips the types; tsc checks them in `make types`).
import {BUILT_IN} from './test/transform-typescript.mjs';

// A test computes on the processor, also where there is a GPU, unless it says otherwise.
process.env.GENEGLOT_GPUS ??= '0';

export default {
  testEnvironment: 'node',
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': '<rootDir>/test/transform-typescript.mjs',
  },
  // The same for packages of the CommonJS kind.
  sandboxInjectedGlobals: BUILT_IN,
  // These need a Slurm, or peers in Python: test/slurm/run and test/peers/run bring them and run these.
  testPathIgnorePatterns: [
    '/node_modules/',
    ...(process.env.GENEGLOT_REAL_SLURM ? [] : ['<rootDir>/test/slurm/']),
    ...(process.env.GENEGLOT_PEERS ? [] : ['<rootDir>/test/peers/']),
  ],
  // Jest leaves one processor free by itself, which is half a machine of two.
  maxWorkers: '100%',
  testSequencer: '<rootDir>/test/slow-files-first.mjs',
  reporters: ['default', '<rootDir>/test/slowest-files.mjs'],
  // Not a demand on speed: a busy machine takes many times as long as an idle one.
  testTimeout: 60_000,
  modulePathIgnorePatterns: ['<rootDir>/artifacts/', '<rootDir>/.peers/'],
};
