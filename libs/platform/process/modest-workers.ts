import { readdirSync, readFileSync } from 'node:fs';
import { setPriority } from 'node:os';

const TASKS = '/proc/self/task';
const MODEST = 10;

/**
 * Lets the threads that compute hashes (and read files) stand back behind the one that answers requests, where the
 * system knows threads by number (Linux). They only get less while that one has work. To be called once they exist.
 */
export function makeWorkersModest(): void {
  for (const thread of threadsNamed('libuv-worker')) {
    try {
      setPriority(thread, MODEST);
    } catch {
      // It has ended, or the system does not let us: then they compete, as everywhere else.
    }
  }
}

function threadsNamed(name: string): number[] {
  try {
    return readdirSync(TASKS)
      .filter((task) => readFileSync(`${TASKS}/${task}/comm`, 'utf8').trim() === name)
      .map(Number);
  } catch {
    return [];
  }
}
