const { createRequire } = require('node:module');

// Loaded in this way so that the linter does not read Jest's types, which would change how it checks all scripts.
const { default: Sequencer } = createRequire(__filename)('@jest/test-sequencer');

/** Sorted by duration, so that no worker runs a long test file alone at the end. */
const LONGEST = [
  'authorisation-matrix.fault-spec.ts',
  'field-types.long.fault-spec.ts',
  'token-kinds.fault-spec.ts',
  'import-resume.e2e-spec.ts',
  'mail-process.e2e-spec.ts',
  'process.e2e-spec.ts',
  'http.e2e-spec.ts',
  'api-killed.fault-spec.ts',
  'google.e2e-spec.ts',
  'cluster-notifications.db-spec.ts',
  'mail-retries.e2e-spec.ts',
  'roles.e2e-spec.ts',
  'app-permissions.e2e-spec.ts',
  'fuzz.fault-spec.ts',
  'external-system.e2e-spec.ts',
];

/** Jest knows the duration of a file only from an earlier run. In CI there is none, so Jest sorts by size. */
module.exports = class SlowestFirst extends Sequencer {
  async sort(tests) {
    const rank = ({ path }) => {
      const at = LONGEST.findIndex((name) => path.endsWith(`/${name}`));
      return at < 0 ? LONGEST.length : at;
    };
    return [...(await super.sort(tests))].sort((one, other) => rank(one) - rank(other));
  }
};
