// A lock file that names its holder, so that one left by a killed process is recognised and taken over.
import fs from 'node:fs';
import path from 'node:path';
import { isAlive, pause, startTimeOf } from './processes.mjs';

/** Answers { release } or { holder: { pid, purpose } }. */
export async function tryLock(file, purpose) {
  fs.mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  const mine = JSON.stringify({ pid: process.pid, started: await startTimeOf(process.pid), purpose });
  for (;;) {
    if (place(file, mine)) return { release: () => removeIf(file, mine) };
    const text = read(file);
    if (text === undefined) continue;
    const holder = parse(text);
    if (holder && isAlive(holder.pid) && (await startTimeOf(holder.pid)) === holder.started) return { holder };
    removeIf(file, text);
  }
}

/** Waits its turn: for short work such as installing or building, which two commands may want at once. */
export async function withLock(file, purpose, work) {
  let lock;
  while (!(lock = await tryLock(file, purpose)).release) await pause(200);
  try {
    return await work();
  } finally {
    lock.release();
  }
}

/** Appears complete or not at all: a reader never sees half a lock. */
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

/** Two processes may see the same dead lock: whoever moves a living one away by mistake puts it back. */
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
      // Somebody placed a new lock meanwhile; theirs stands.
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
