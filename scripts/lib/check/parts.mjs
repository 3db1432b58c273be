// The parts of `npm run check`, the slow ones first, so that the quick ones fill the gaps.
import fs from 'node:fs';
import path from 'node:path';
import { generatedFiles } from '../generated/files.mjs';
import { nodeModules, root } from '../paths.mjs';
import { run } from '../processes.mjs';

const WARNS = /\bwarn(ing)?s?\b/i;

export const parts = [
  { name: 'drift', what: 'generated files are up to date', run: drift },
  tool('types', 'TypeScript', 'typescript/bin/tsc', ['--noEmit', '--pretty']),
  tool('format', 'Prettier', 'prettier/bin/prettier.cjs', ['--check', '--log-level=warn', '.']),
  tool('spectral', 'OpenAPI, with the OWASP rules', '@stoplight/spectral-cli/dist/index.js', [
    'lint',
    'openapi.json',
    '--fail-severity=warn',
    '--quiet',
  ]),
  tool('lint', 'oxlint, with types', 'oxlint/bin/oxlint', []),
  tool('unused', 'no unused file, export or dependency', 'knip/bin/knip.js', ['--no-progress']),
  tool('redocly', 'OpenAPI', '@redocly/cli/bin/cli.js', ['lint', 'openapi.json', '--max-problems=50'], {
    warningsFail: true,
  }),
  { name: 'boundaries', what: 'imports between folders', run: boundaries },
  tool('compose', 'dclint', 'dclint/bin/dclint.cjs', ['compose.yaml', '--max-warnings=0']),
  { name: 'dockerfile', what: 'pinned bases, no root, no secrets', run: dockerfile },
];

/** A tool of node_modules. The output of a passing tool is shown only if it contains warnings. */
function tool(name, what, program, args, { warningsFail = false } = {}) {
  return {
    name,
    what,
    async run(node) {
      const env = {
        ...process.env,
        REDOCLY_TELEMETRY: 'off',
        REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true',
        DO_NOT_TRACK: '1',
      };
      const { code, stdout, stderr } = await run(node, [path.join(nodeModules, program), ...args], { cwd: root, env });
      const output = `${stdout}${stderr}`;
      const warns = WARNS.test(output.replaceAll(/\b(0|no) (\w+ )?warnings?\b/gi, ''));
      const ok = code === 0 && !(warningsFail && warns);
      return { ok, output: !ok || warns ? output : '' };
    },
  };
}

async function drift(node) {
  const built = await run(node, [path.join(root, 'scripts', 'build.mjs')], { cwd: root });
  if (built.code !== 0) return { ok: false, output: built.stderr };
  const stale = (await generatedFiles(node)).filter(({ file, text }) => read(file) !== text).map(({ file }) => file);
  if (stale.length === 0) return { ok: true };
  return { ok: false, output: `${stale.join(', ')}: run \`npm run generate\` and commit what it writes.` };
}

async function boundaries(node) {
  const program = path.join(root, 'scripts', 'lib', 'check', 'boundaries.mjs');
  const { code, stdout, stderr } = await run(node, [program], { cwd: root });
  return { ok: code === 0, output: code === 0 ? '' : `${stdout}${stderr}` };
}

async function dockerfile() {
  // Not a static import, because the dependencies may not be installed yet.
  const { dockerfileFaults } = await import('./dockerfile.mjs');
  const faults = dockerfileFaults(fs.readFileSync(path.join(root, 'Dockerfile'), 'utf8'));
  return { ok: faults.length === 0, output: faults.join('\n') };
}

function read(file) {
  return fs.existsSync(path.join(root, file)) ? fs.readFileSync(path.join(root, file), 'utf8') : undefined;
}
