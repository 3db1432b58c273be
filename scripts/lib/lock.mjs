// A lock file that names its holder, so that the lock of a killed process can be taken over.
import fs from 'node:fs';
import path from 'node:path';
import { isAlive, pause, startTimeOf } from './processes.mjs';

/** Returns { release } or { holder: { pid, purpose } }. */
export async function tryLock(file, purpose) {
  fs.mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  const lockText = JSON.stringify({ pid: process.pid, started: await startTimeOf(process.pid), purpose });
  for (;;) {
    if (place(file, lockText)) return { release: () => removeIf(file, lockText) };
    const text = read(file);
    if (text === undefined) continue;
    const holder = parse(text);
    if (holder && isAlive(holder.pid) && (await startTimeOf(holder.pid)) === holder.started) return { holder };
    removeIf(file, text);
  }
}

/** Waits for the lock. For short work, such as installing or building, that two commands may start at once. */
export async function withLock(file, purpose, work) {
  let lock;
  while (!(lock = await tryLock(file, purpose)).release) await pause(200);
  try {
    return await work();
  } finally {
    lock.release();
  }
}

/** Creates the file atomically, so that no reader sees half a lock. */
function place(file, text) {
  const draft = `${file}.${process.pid}`;
  fs.writeFileSync(draft, text, { mode: 0o600 });
  try {
    fs.linkSync(draft, file);
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    return false;
  } finally {
    fs.rmSync(draft, { force: true });
  }
}

/** Two processes may find the same stale lock. One that moves a valid lock away by mistake restores it. */
function removeIf(file, expected) {
  const aside = `${file}.${process.pid}.old`;
  try {
    fs.renameSync(file, aside);
  } catch {
    return;
  }
  if (read(aside) !== expected) {
    try {
      fs.linkSync(aside, file);
    } catch {
      // Another process has created a new lock in the meantime, which stays.
    }
  }
  fs.rmSync(aside, { force: true });
}

function read(file) {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
