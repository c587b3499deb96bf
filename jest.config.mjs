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
  modulePathIgnorePatterns: ['<rootDir>/artifacts/'],
};
