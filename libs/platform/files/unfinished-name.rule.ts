import { randomBytes } from 'node:crypto';

const UNFINISHED = /^(.+)\.[0-9a-f]{12}\.tmp$/;

/** The path under which a file is written before it gets its name. */
export function unfinishedNameOf(path: string): string {
  return `${path}.${randomBytes(6).toString('hex')}.tmp`;
}

/** Returns the name that an unfinished file is to get; undefined if the name is not that of an unfinished file. */
export function finalNameOf(name: string): string | undefined {
  return UNFINISHED.exec(name)?.[1];
}
