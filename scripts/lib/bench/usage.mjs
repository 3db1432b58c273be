// The CPU time and memory of a process, as the kernel accounts them.
import fs from 'node:fs';
import { Failure } from '../failure.mjs';

const TICKS_PER_SECOND = 100;

/** The CPU seconds of all threads so far. */
export function cpuSeconds(pid) {
  const fields = fieldsAfterName(read(pid, 'stat'));
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

export function residentMib(pid) {
  return Number(/^VmRSS:\s+(\d+)/m.exec(read(pid, 'status'))?.[1]) / 1024;
}

/** The fields after the program's name, which may contain spaces. */
function fieldsAfterName(stat) {
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}

function read(pid, name) {
  try {
    return fs.readFileSync(`/proc/${pid}/${name}`, 'utf8');
  } catch {
    throw new Failure('The benchmark reads /proc, so it needs Linux, and its processes must be running.');
  }
}
