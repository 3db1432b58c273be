// Runs all commands in one shell, because later commands use the variables of earlier ones.
import { spawn } from 'node:child_process';

const MARK = '--- step done ---';
const LIMIT_MS = 120_000;

/** Returns the output of each step that ended. */
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
      // The text after the last mark belongs to a step that did not end.
      resolve(parts.slice(0, -1));
    });
  });
}
