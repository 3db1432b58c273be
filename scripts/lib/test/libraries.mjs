// Bundles the libraries into one file for Jest, which loads every module again for every test file: one module instead
// of two thousand. `jest.config.cjs` maps the names of the libraries to these files.
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { bundleOptions } from '../build/bundle.mjs';
import { root } from '../paths.mjs';

/**
 * The libraries that most test files load. All entry points of a library must be listed or none, because two copies of
 * it would not share their classes and state.
 */
const LIBRARIES = [
  '@nestjs/common',
  '@nestjs/common/constants.js',
  '@nestjs/common/internal',
  '@nestjs/core',
  '@nestjs/passport',
  '@nestjs/platform-fastify',
  '@nestjs/swagger',
  '@nestjs/throttler',
  '@nestjs/typeorm',
  'ajv',
  'ajv/dist/2020',
  'ajv/dist/2020.js',
  'class-transformer',
  'class-validator',
  'fast-json-stringify',
  'fastify',
  'jsonwebtoken',
  'mysql2',
  'mysql2/promise',
  'passport-google-oauth20',
  'passport-jwt',
  'pino',
  'prom-client',
  'rxjs',
  'typeorm',
];

const folder = path.join(root, '.userkeep', 'test-libraries');

/** Writes the files unless they exist. Returns the folder, with `names.json`: { library: file }. */
export async function bundleLibraries() {
  const inputs = [path.join(root, 'package-lock.json'), new URL(import.meta.url).pathname];
  const version = createHash('sha256')
    .update(inputs.map((file) => fs.readFileSync(file, 'utf8')).join('\0'))
    .digest('hex');
  const finished = path.join(folder, version.slice(0, 16));
  if (fs.existsSync(finished)) return finished;
  const draft = `${finished}.${process.pid}`;
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(draft, { recursive: true });
  const loaders = LIBRARIES.map((name) => `  ${JSON.stringify(name)}: () => require(${JSON.stringify(name)}),\n`);
  const esbuild = await import('esbuild');
  await esbuild.build({
    ...bundleOptions(),
    minifyWhitespace: true,
    minifySyntax: true,
    lineLimit: 160,
    stdin: { contents: `module.exports = {\n${loaders.join('')}};\n`, resolveDir: root },
    outfile: path.join(draft, 'libraries.js'),
  });
  const names = Object.fromEntries(LIBRARIES.map((name, at) => [name, path.join(finished, `${at}.js`)]));
  LIBRARIES.forEach((name, at) =>
    fs.writeFileSync(
      path.join(draft, `${at}.js`),
      `module.exports = require('./libraries.js')[${JSON.stringify(name)}]();\n`,
    ),
  );
  fs.writeFileSync(path.join(draft, 'names.json'), JSON.stringify(names));
  fs.renameSync(draft, finished);
  return finished;
}
