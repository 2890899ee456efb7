export default {
  testEnvironment: 'node',
  globalSetup: '<rootDir>/test/support/temp-home.mjs',
  roots: ['<rootDir>/src', '<rootDir>/services', '<rootDir>/cards', '<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  // Jest leaves one processor free, which on a machine of two halves the speed.
  maxWorkers: '100%',
  // What each file loads stays in its worker's memory: one that has grown is begun anew, which is faster, too.
  workerIdleMemoryLimit: '1GB',
  // A busy machine is no failure: nothing here asserts a time.
  testTimeout: 60_000,
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          parser: { syntax: 'typescript' },
          target: 'es2024',
          experimental: { keepImportAttributes: true },
        },
        module: { type: 'es6' },
      },
    ],
  },
}
