// Runs other programs, and ends only those that it started.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { interruption } from './signals.mjs';

/**
 * Runs a program to its end. Returns { code, stdout, stderr } and does not throw for a missing program (code 127).
 * Ctrl-C ends it with its child processes, unless it is part of the clean-up (`lasting`).
 */
export function run(command, args, { input, lasting = false, started, ...options } = {}) {
  return new Promise((resolve) => {
    if (interruption.aborted && !lasting) return resolve({ code: 1, stdout: '', stderr: 'interrupted' });
    const child = spawn(command, args, { stdio: 'pipe', detached: true, ...options });
    const output = { stdout: '', stderr: '' };
    child.stdout.on('data', (data) => (output.stdout += data));
    child.stderr.on('data', (data) => (output.stderr += data));
    child.stdin.on('error', () => {});
    child.stdin.end(input ?? '');
    const end = () => endGroup(child.pid, child);
    if (!lasting) interruption.addEventListener('abort', end, { once: true });
    child.on('error', (error) => resolve({ ...output, code: 127, stderr: error.message }));
    child.on('close', (code) => {
      interruption.removeEventListener('abort', end);
      resolve({ ...output, code: code ?? 1 });
    });
    if (child.pid) started?.(child.pid);
  });
}

/** Kills npm after two seconds: it would clean up for half a minute what the next install replaces anyway. */
function endGroup(pid, child) {
  signalGroup(pid, 'SIGTERM');
  const timer = setTimeout(() => signalGroup(pid, 'SIGKILL'), 2000);
  child.once('close', () => clearTimeout(timer));
}

export function signalGroup(pid, name) {
  try {
    process.kill(-pid, name);
  } catch {
    // The group has ended.
  }
}

export function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return !isZombie(pid);
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** A process id is reused after a while, but not together with its start time. */
export async function startTimeOf(pid) {
  if (!fs.existsSync('/proc/self/stat')) return (await run('ps', ['-o', 'lstart=', '-p', String(pid)])).stdout.trim();
  return statFields(pid)?.[19] ?? '';
}

function isZombie(pid) {
  return statFields(pid)?.[0] === 'Z';
}

/** The fields of /proc/<pid>/stat after the program's name, which may contain spaces. */
function statFields(pid) {
  try {
    const text = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined;
  }
}

/** All processes of this user as { pid, args }, to find those that a killed run left behind. */
export async function ownProcesses() {
  if (!fs.existsSync('/proc/self/cmdline')) {
    const listed = await run('ps', ['-xo', 'pid=,args=']);
    return listed.stdout.split('\n').map((line) => {
      const [pid, ...args] = line.trim().split(/\s+/);
      return { pid: Number(pid), args };
    });
  }
  const found = [];
  for (const name of fs.readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    try {
      if (fs.statSync(`/proc/${name}`).uid !== process.getuid()) continue;
      found.push({ pid: Number(name), args: fs.readFileSync(`/proc/${name}/cmdline`, 'utf8').split('\0') });
    } catch {
      // The process ended in the meantime.
    }
  }
  return found;
}

export function sendSignal(pid, name) {
  try {
    process.kill(pid, name);
  } catch {
    // The process has already ended.
  }
}

/** Sends SIGTERM, and SIGKILL after `patienceMs`. Resolves when the process has ended. */
export async function endProcess(pid, patienceMs) {
  sendSignal(pid, 'SIGTERM');
  const deadline = Date.now() + patienceMs;
  while (isAlive(pid) && Date.now() < deadline) await pause(25);
  if (!isAlive(pid)) return;
  sendSignal(pid, 'SIGKILL');
  while (isAlive(pid)) await pause(25);
}

export function findProgram(names, extraFolders = []) {
  const folders = [...(process.env.PATH ?? '').split(path.delimiter), ...extraFolders].filter(Boolean);
  for (const name of names) {
    for (const folder of folders) {
      const file = path.join(folder, name);
      try {
        fs.accessSync(file, fs.constants.X_OK);
        if (fs.statSync(file).isFile()) return file;
      } catch {
        // Not in this folder.
      }
    }
  }
  return undefined;
}

export function pause(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
