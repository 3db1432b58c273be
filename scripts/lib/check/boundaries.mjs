// Checks the imports with the rules of .dependency-cruiser.cjs, and for cycles between folders of libs/. Runs in the current
// folder; `--json` prints the violations as data.
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { nodeModules, root } from '../paths.mjs';
import { folderCycles } from './folder-cycles.mjs';

const TEST = /[.-]spec\.ts$|\.test-support\.ts$/;

const { modules, summary } = await cruise();
const violations = summary.violations
  .filter(({ rule }) => rule.severity === 'error')
  .map(({ from, to, rule }) => ({ from, to, rule: rule.name }));
const cycles = folderCycles(importsIn(modules));

if (process.argv.includes('--json')) {
  process.stdout.write(JSON.stringify({ violations, cycles }));
} else {
  for (const { from, to, rule } of violations) console.log(`${rule}: ${from} → ${to}`);
  for (const cycle of cycles) console.log(cycle);
  process.exitCode = violations.length + cycles.length > 0 ? 1 : 0;
}

async function cruise() {
  const program = path.join(nodeModules, 'dependency-cruiser', 'bin', 'dependency-cruise.mjs');
  const config = path.join(root, '.dependency-cruiser.cjs');
  const args = [program, 'apps', 'libs', 'test', '--config', config, '--output-type', 'json'];
  // Its exit code is the number of violations, which does not mean that the program failed.
  const { stdout } = await promisify(execFile)(process.execPath, args, { maxBuffer: 2 ** 27 }).catch((error) => error);
  return JSON.parse(stdout);
}

function importsIn(all) {
  return all
    .filter(({ source }) => source.startsWith('libs/') && !TEST.test(source))
    .flatMap(({ source, dependencies }) => dependencies.map(({ resolved }) => [source, resolved]))
    .filter(([, to]) => to.startsWith('libs/') && to.endsWith('.ts'));
}
