// Ends a process after those that depend on it have ended, even if they were killed with SIGKILL.
import { spawn } from 'node:child_process';

/**
 * Starts a small process that waits for the end of its input and then sends SIGTERM to `pid`. The input ends when
 * every process that holds `lifeline` has ended: this one, and those that get `lifeline` among their `stdio`.
 */
export function guard(pid) {
  const script = 'read -r _; kill -TERM "$1" 2>/dev/null';
  // A separate process group, so that Ctrl-C and a closed terminal do not end it first.
  const guardian = spawn('sh', ['-c', script, 'sh', String(pid)], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  guardian.on('error', () => {});
  guardian.stdin.on('error', () => {});
  guardian.unref();
  guardian.stdin.unref();
  // The guardian ends once the guarded process has ended, because the system may reuse the process id.
  return { lifeline: guardian.stdin, dismiss: () => guardian.kill('SIGKILL') };
}
