import { closeSync, openSync, writeSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { Refusal } from '@features/import';
import { CommandRefused } from './command-refused';

/** Opening a report truncates it. Files are compared by inode, because links have other names. */
export async function refuseOverwriting(report: string, inputs: readonly string[]): Promise<void> {
  const existing = await identityOf(report).catch(() => undefined);
  for (const path of inputs) {
    if (existing === undefined || existing !== (await identityOf(path))) continue;
    throw new CommandRefused(
      `The report cannot be written to ${report}, because that is the input file ${path}. Choose another file.`,
    );
  }
}

/** Other users cannot read the report, because it contains email addresses. */
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

/** Identifies the file itself, following links. */
async function identityOf(path: string): Promise<string> {
  const { dev, ino } = await stat(path, { bigint: true });
  return `${dev}:${ino}`;
}
