// Runs all commands in one shell, as a reader would who copies them one after the other.
import { spawn } from 'node:child_process';

const MARK = '--- step done ---';
const LIMIT_MS = 120_000;

/** The output of each step that was reached. */
export function runSteps(steps, { env, cwd }) {
  const script = steps.map(({ command }) => `${command}\nprintf '\\n%s\\n' '${MARK}'`).join('\n');
  return new Promise((resolve, reject) => {
    const shell = spawn('bash', ['-e', '-o', 'pipefail', '-c', script], {
      env,
      cwd,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const timer = setTimeout(() => shell.kill('SIGKILL'), LIMIT_MS);
    let text = '';
    shell.stdout.on('data', (chunk) => (text += chunk));
    shell.on('error', reject);
    shell.on('exit', () => {
      clearTimeout(timer);
      const parts = text.split(MARK).map((part) => part.trim());
      // What follows the last mark is what a broken-off step has said.
      resolve(parts.slice(0, -1));
    });
  });
}
