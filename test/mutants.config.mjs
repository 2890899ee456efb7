import base from '../jest.config.mjs'

/** The tests beside the guards, which are quick: each change to a guard (`npm run mutants`) runs them anew. */
export default {
  ...base,
  rootDir: '..',
  roots: ['<rootDir>/src/security', '<rootDir>/src/protocol', '<rootDir>/cards'],
}
