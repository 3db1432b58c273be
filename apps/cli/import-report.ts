import { closeSync, openSync, writeSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { Refusal } from '@features/import';
import { CommandRefused } from './command-refused';

/** Opening a report empties it. Names do not tell whether it is one of these: a link has a name of its own. */
export async function refuseOverwriting(report: string, given: readonly string[]): Promise<void> {
  const there = await identityOf(report).catch(() => undefined);
  for (const path of given) {
    if (there === undefined || there !== (await identityOf(path))) continue;
    throw new CommandRefused(`The report cannot be written to ${report}: that is ${path}, which is to be read.`);
  }
}

/** Not readable by others: it holds addresses. */
export async function withReport<T>(
  path: string | undefined,
  work: (report: (refusal: Refusal) => void) => Promise<T>,
): Promise<T> {
  if (path === undefined) return work(() => undefined);
  const file = openReport(path);
  try {
    return await work((refusal) => writeSync(file, `${JSON.stringify(refusal)}\n`));
  } finally {
    closeSync(file);
  }
}

function openReport(path: string): number {
  try {
    return openSync(path, 'w', 0o600);
  } catch (error) {
    throw new CommandRefused(`The report cannot be written to ${path} (${(error as NodeJS.ErrnoException).code}).`);
  }
}

/** Of the file itself, behind all links. */
async function identityOf(path: string): Promise<string> {
  const { dev, ino } = await stat(path, { bigint: true });
  return `${dev}:${ino}`;
}
