// Who may depend on whom. `npm run check` fails on every import that is not allowed here, type imports included.
// To change the map, add a short decision to docs/adr in the same commit.

/** What each feature may import, always and only through `libs/features/<name>/index.ts`. */
const FEATURES = {
  // tier 0: know no feature
  users: [],
  communications: [],
  // tier 1
  auth: ['users', 'communications'],
  content: ['users', 'communications'],
  integrations: ['users'],
  preferences: ['users'],
  // tier 2
  recovery: ['auth', 'users', 'communications'],
  // tier 3: listen to events or walk the user-data registry; imported by no feature
  analytics: [],
  audit: [],
  privacy: [],
};

/** What all processes share: the list of features. */
const SHARED_BY_APPS = 'apps/features.ts';

/** The processes. Each may import what they share, every feature's index.ts, the platform, and what is named here. */
const APPS = {
  api: [],
  cli: ['apps/api/api.module.ts', 'apps/api/version.ts'], // `userkeep openapi` describes what the API serves
  worker: [],
};

/** Where a package may be imported; the packages not named here may be imported anywhere. */
const PACKAGES = {
  typeorm: ['\\.repository\\.ts$', '\\.entity\\.ts$', '\\.module\\.ts$', '^libs/platform/persistence/'],
  '@nestjs/typeorm': ['\\.module\\.ts$', '^libs/platform/persistence/'],
  'class-validator': ['^libs/platform/http/fields/'],
  'class-transformer': ['^libs/platform/http/fields/'],
};

/** Tests may import anything; nothing may import a test. */
const TESTS = '^test/|[.-]spec\\.ts$|\\.test-support\\.ts$';

const PLATFORM = '^libs/platform/';
const indexOf = (feature) => `^libs/features/${feature}/index\\.ts$`;
const exactly = (file) => `^${file.replaceAll('.', '\\.')}$`;
const installed = (name) => `(^|/)node_modules/${name}/`;

module.exports = {
  // The allow-list: an import that fits none of these is an error called `not-in-allowed`.
  allowedSeverity: 'error',
  allowed: [
    { from: { path: TESTS }, to: {} },
    { from: {}, to: { dependencyTypes: ['core'] } },
    { from: { path: '^(apps|libs)/' }, to: { dependencyTypes: ['npm'] } },
    { from: { path: PLATFORM }, to: { path: PLATFORM } },
    ...Object.entries(FEATURES).map(([name, others]) => ({
      from: { path: `^libs/features/${name}/` },
      to: { path: [`^libs/features/${name}/`, PLATFORM, ...others.map(indexOf)] },
    })),
    { from: { path: exactly(SHARED_BY_APPS) }, to: { path: [indexOf('[^/]+'), PLATFORM] } },
    ...Object.entries(APPS).map(([name, others]) => ({
      from: { path: `^apps/${name}/` },
      to: { path: [`^apps/${name}/`, PLATFORM, indexOf('[^/]+'), ...[SHARED_BY_APPS, ...others].map(exactly)] },
    })),
  ],
  forbidden: [
    {
      name: 'no-circle',
      comment: 'Two files that need each other are one file, or a third one is missing.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    ...Object.entries(PACKAGES).map(([name, places]) => ({
      name: `${name}-in-its-place`,
      comment: `${name} is known only to ${places.join(', ')}.`,
      severity: 'error',
      from: { path: '^(apps|libs)/', pathNot: [TESTS, ...places] },
      to: { path: installed(name) },
    })),
    {
      name: 'controllers-see-no-storage',
      comment: 'A controller calls its service; what is stored, and how, is none of its business.',
      severity: 'error',
      from: { path: '\\.controller\\.ts$' },
      to: { path: '\\.(repository|entity)\\.ts$' },
    },
    {
      name: 'rules-are-pure',
      comment: 'A rule is a pure function: no framework, no database.',
      severity: 'error',
      from: { path: '\\.rule\\.ts$' },
      to: { path: [installed('@nestjs/[^/]+'), installed('typeorm')] },
    },
    {
      name: 'no-tests-in-the-product',
      comment: 'The build leaves tests out, so an import of one would fail in production.',
      severity: 'error',
      from: { path: '^(apps|libs)/', pathNot: TESTS },
      to: { path: TESTS },
    },
    {
      name: 'everything-resolves',
      comment: 'An import of something that is not there, or not in package.json.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|test/contract/fixtures)/' },
    enhancedResolveOptions: {
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      exportsFields: ['exports'],
    },
  },
};
