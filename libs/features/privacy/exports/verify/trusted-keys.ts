import { readFile } from 'node:fs/promises';
import { HttpClient } from '@platform/http-client/http-client';
import { HttpClientConfig } from '@platform/http-client/http-client.config';

/** A key of `/.well-known/userkeep-document-keys.json`. */
export interface TrustedKey {
  readonly keyId: string;
  readonly publicKey: string;
}

/** The keys could not be read. */
export class KeysUnreadable extends Error {
  constructor(source: string, reason: string) {
    super(`The keys cannot be read from ${source}: ${reason}.`);
    this.name = 'KeysUnreadable';
  }
}

const LIMIT_MS = 10_000;

/** Reads the document of an installation from a file, or from a URL that the operator names. */
export async function readTrustedKeys(source: string): Promise<readonly TrustedKey[]> {
  const text = /^https?:\/\//.test(source)
    ? await fetched(source)
    : await readFile(source, 'utf8').catch(unreadable(source));
  const keys = keysIn(text);
  if (keys.length === 0) throw new KeysUnreadable(source, 'it contains no keys');
  return keys;
}

async function fetched(url: string): Promise<string> {
  const client = new HttpClient(new HttpClientConfig());
  try {
    const answer = await client.fetchWithin({ configured: url, ms: LIMIT_MS })(url).catch(unreadable(url));
    if (!answer.ok) throw new KeysUnreadable(url, `it answered ${answer.status}`);
    return await answer.text().catch(unreadable(url));
  } finally {
    await client.onApplicationShutdown();
  }
}

function keysIn(text: string): TrustedKey[] {
  try {
    const { keys } = JSON.parse(text) as { keys?: unknown };
    return (Array.isArray(keys) ? keys : []).filter(
      (key): key is TrustedKey => typeof key?.keyId === 'string' && typeof key?.publicKey === 'string',
    );
  } catch {
    return [];
  }
}

function unreadable(source: string) {
  return (error: unknown): never => {
    throw new KeysUnreadable(source, (error as Error).message);
  };
}
