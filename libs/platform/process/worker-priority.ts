import { readdirSync, readFileSync } from 'node:fs';
import { setPriority } from 'node:os';

const TASKS = '/proc/self/task';
const LOW_PRIORITY = 10;

/**
 * Lowers the priority of the libuv threads, which compute hashes and read files, so that the main thread answers
 * requests first. Works on Linux only. Must be called after the threads have been created.
 */
export function lowerWorkerPriority(): void {
  for (const thread of threadsNamed('libuv-worker')) {
    try {
      setPriority(thread, LOW_PRIORITY);
    } catch {
      // The thread has ended or the system does not permit it; then the thread keeps its priority.
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
