// Jest runs the TypeScript sources as ES modules (swc strips the types; tsc checks them in `make types`).
export default {
  testEnvironment: 'node',
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {jsc: {parser: {syntax: 'typescript'}, target: 'es2022'}, module: {type: 'es6'}},
    ],
  },
  // These need a Slurm of their own; test/slurm/run starts one and runs them.
  testPathIgnorePatterns: [
    '/node_modules/',
    ...(process.env.GENEGLOT_REAL_SLURM ? [] : ['<rootDir>/test/slurm/']),
  ],
  // Not a demand on speed: a busy machine takes many times as long as an idle one.
  testTimeout: 60_000,
  modulePathIgnorePatterns: ['<rootDir>/artifacts/'],
};
