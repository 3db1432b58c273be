import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { openPromise } from 'yauzl';
import type { TestApi, TestUser } from './test-api';
import { until } from './two-nodes';

export type Entries = ReadonlyMap<string, Buffer>;

/** Requests an export, waits until it is ready, and downloads it. */
export async function exportedArchive(api: TestApi, { token }: Pick<TestUser, 'token'>): Promise<Buffer> {
  const { body } = await api.call('POST', '/v1/me/exports', { token });
  await untilReady(api, { token }, body.id);
  return downloaded(api, { token }, body.id);
}

export async function untilReady(api: TestApi, { token }: Pick<TestUser, 'token'>, id: string): Promise<void> {
  const path = `/v1/me/exports/${id}`;
  await until(async () => (await api.call('GET', path, { token })).body.state === 'ready', 20_000);
}

export async function downloaded(api: TestApi, { token }: Pick<TestUser, 'token'>, id: string): Promise<Buffer> {
  const answer = await fetch(`${api.url}/v1/me/exports/${id}/download`, {
    headers: { authorization: `Bearer ${token}` },
  });
  if (answer.status !== 200) throw new Error(`The download was answered ${answer.status}: ${await answer.text()}`);
  return Buffer.from(await answer.arrayBuffer());
}

/** The entries of an archive, read without the code of the product. */
export async function entriesOf(archive: Buffer): Promise<Entries> {
  return withFile(archive, async (file) => {
    const zip = await openPromise(file, { autoClose: false, lazyEntries: true });
    const entries = new Map<string, Buffer>();
    for await (const entry of zip.eachEntry())
      entries.set(entry.fileName, await buffer(await zip.openReadStreamPromise(entry)));
    zip.close();
    return entries;
  });
}

export async function withFile<T>(content: Buffer, work: (path: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'userkeep-export-'));
  const file = join(folder, 'export.zip');
  writeFileSync(file, content);
  try {
    return await work(file);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export function jsonOf(entries: Entries, path: string): any {
  const content = entries.get(path);
  if (!content) throw new Error(`The archive has no ${path}, but ${[...entries.keys()].join(', ')}.`);
  return JSON.parse(content.toString('utf8'));
}

export function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
