// Jest runs the TypeScript sources as ES modules (swc strips the types; tsc checks them in `make types`).
import {BUILT_IN} from './test/transform-typescript.mjs';

export default {
  testEnvironment: 'node',
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': '<rootDir>/test/transform-typescript.mjs',
  },
  // The same for packages of the CommonJS kind.
  sandboxInjectedGlobals: BUILT_IN,
  // These need a Slurm of their own; test/slurm/run starts one and runs them.
  testPathIgnorePatterns: [
    '/node_modules/',
    ...(process.env.GENEGLOT_REAL_SLURM ? [] : ['<rootDir>/test/slurm/']),
  ],
  // Jest leaves one processor free by itself, which is half a machine of two.
  maxWorkers: '100%',
  testSequencer: '<rootDir>/test/slow-files-first.mjs',
  reporters: ['default', '<rootDir>/test/slowest-files.mjs'],
  // Not a demand on speed: a busy machine takes many times as long as an idle one.
  testTimeout: 60_000,
  modulePathIgnorePatterns: ['<rootDir>/artifacts/'],
};
