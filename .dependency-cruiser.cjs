// The allowed imports. `npm run check` fails on any other import, including type imports. To change the list, add a
// short decision to docs/adr in the same commit.

/**
 * All features, including planned ones, and the features that each may import, only through
 * `libs/features/<name>/index.ts`. Subscribing to an event of another feature by its class counts as an import;
 * subscribing by its type name does not.
 */
const FEATURES = {
  users: [],
  mail: ['users'],
  access: ['users'],
  auth: ['users', 'mail', 'access'],
  identities: ['auth', 'users', 'mail'],
  import: ['auth', 'access', 'users'],
  recovery: ['auth', 'users', 'mail'],
  preferences: ['users', 'auth'],
  privacy: ['users', 'auth', 'mail', 'access'],
  content: ['users'],
  communications: ['users', 'mail', 'preferences', 'content', 'privacy'],
  integrations: ['users', 'mail', 'access', 'content'],
  audit: ['mail'],
  analytics: ['users', 'privacy'],
  administration: ['users', 'access', 'auth', 'identities', 'mail', 'privacy'],
};

/**
 * The subfolders of a large feature, and the subfolders that each may import. Files next to the subfolders that only
 * declare something (errors, events, configuration) may be imported by all of them; `index.ts` and the module import
 * all.
 */
const PARTS = {
  auth: {
    throttling: [],
    credentials: [],
    'security-notices': [],
    tokens: [],
    sessions: ['tokens', 'throttling', 'security-notices'],
    'second-factor': ['sessions', 'throttling', 'credentials', 'security-notices'],
    'sign-in': ['second-factor', 'sessions', 'throttling', 'credentials', 'security-notices'],
    password: ['sign-in', 'second-factor', 'sessions', 'throttling', 'credentials'],
    registration: ['password', 'sign-in', 'sessions', 'throttling'],
    anonymous: ['registration', 'password', 'sign-in', 'sessions'],
    'email-sign-in': ['sign-in', 'sessions', 'throttling'],
    'sms-sign-in': ['sign-in', 'second-factor', 'throttling'],
    passkeys: ['sign-in', 'sessions', 'credentials', 'security-notices', 'anonymous'],
    'sign-in-methods': ['credentials', 'second-factor', 'anonymous'],
    'step-up': ['password', 'sign-in', 'second-factor', 'sessions', 'throttling', 'anonymous'],
    suspension: ['sessions'],
    'api-keys': ['sessions', 'credentials', 'security-notices'],
    bearer: ['tokens', 'sessions', 'api-keys', 'step-up'],
    introspection: ['tokens', 'sessions', 'api-keys'],
    setup: ['registration', 'password', 'sign-in', 'sessions'],
    admin: ['sign-in-methods', 'sessions', 'api-keys'],
    example: [],
  },
};

/** The list of features, which all processes share. */
const SHARED_BY_APPS = 'apps/features.ts';

/**
 * The processes. Each may import the shared list, the index.ts of every feature, the platform, and the files listed
 * here.
 */
const APPS = {
  api: [],
  cli: ['apps/api/api.module.ts'], // `userkeep openapi` describes what the API serves
  worker: [],
};

/** The files that may import a package. Any file may import the packages that are not listed here. */
const PACKAGES = {
  typeorm: ['\\.repository\\.ts$', '\\.entity\\.ts$', '\\.module\\.ts$', '^libs/platform/persistence/'],
  '@nestjs/typeorm': ['\\.module\\.ts$', '^libs/platform/persistence/'],
  'class-validator': ['^libs/platform/http/fields/'],
  'class-transformer': ['^libs/platform/http/fields/'],
  undici: ['^libs/platform/http-client/'],
};

/** Tests may import anything; nothing may import a test. */
const TESTS = '^test/|[.-]spec\\.ts$|\\.test-support\\.ts$';

const PLATFORM = '^libs/platform/';
const indexOf = (feature) => `^libs/features/${feature}/index\\.ts$`;
const exactly = (file) => `^${file.replaceAll('.', '\\.')}$`;
/** The allowed imports between files of the same feature. */
function insideOf(feature) {
  const own = `^libs/features/${feature}/`;
  const parts = PARTS[feature];
  if (!parts) return [{ from: { path: own }, to: { path: own } }];
  return [
    { from: { path: `${own}(index|[^/]+\\.module)\\.ts$` }, to: { path: own } },
    { from: { path: `${own}[^/]+\\.ts$` }, to: { path: `${own}[^/]+\\.ts$` } },
    ...Object.entries(parts).map(([part, others]) => ({
      from: { path: `${own}${part}/` },
      to: { path: [`${own}[^/]+\\.ts$`, ...[part, ...others].map((other) => `${own}${other}/`)] },
    })),
  ];
}
const installed = (name) => `(^|/)node_modules/${name}/`;

module.exports = {
  // The allow-list: an import that fits none of these is an error called `not-in-allowed`.
  allowedSeverity: 'error',
  allowed: [
    { from: { path: TESTS }, to: {} },
    { from: {}, to: { dependencyTypes: ['core'] } },
    { from: { path: '^(apps|libs)/' }, to: { dependencyTypes: ['npm'] } },
    { from: { path: PLATFORM }, to: { path: PLATFORM } },
    ...Object.entries(FEATURES).flatMap(([name, others]) => [
      { from: { path: `^libs/features/${name}/` }, to: { path: [PLATFORM, ...others.map(indexOf)] } },
      ...insideOf(name),
    ]),
    { from: { path: exactly(SHARED_BY_APPS) }, to: { path: [indexOf('[^/]+'), PLATFORM] } },
    ...Object.entries(APPS).map(([name, others]) => ({
      from: { path: `^apps/${name}/` },
      to: { path: [`^apps/${name}/`, PLATFORM, indexOf('[^/]+'), ...[SHARED_BY_APPS, ...others].map(exactly)] },
    })),
  ],
  forbidden: [
    {
      name: 'no-circle',
      comment: 'Files must not import each other; merge them, or move the shared code to a third file.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    ...Object.entries(PACKAGES).map(([name, places]) => ({
      name: `${name}-in-its-place`,
      comment: `Only ${places.join(', ')} may import ${name}.`,
      severity: 'error',
      from: { path: '^(apps|libs)/', pathNot: [TESTS, ...places] },
      to: { path: installed(name) },
    })),
    {
      name: 'controllers-see-no-storage',
      comment: 'A controller calls its service and does not access storage.',
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
      comment: 'The imported module does not exist or is not in package.json.',
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
