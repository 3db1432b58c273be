import { generateKeyPairSync, hash } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { buffer } from 'node:stream/consumers';
import { signDocument } from '@platform/signed-documents/signature.rule';
import type { UserDataItem } from '@platform/user-data/user-data-item';
import { newId, type UserId } from '@platform/ids/ids';
import { entriesOf, jsonOf } from '@test/support/downloaded-export';
import { ArchiveWriter } from '../archive/archive-writer';
import type { ExportId } from '../archive/export-id';
import { ExportContent } from './export-content';

const SUBJECT = {
  exportId: newId<ExportId>(),
  userId: newId<UserId>(),
  createdAt: new Date('2026-11-20T20:15:00.000Z'),
  language: 'en',
};
const RECORDS = 3000;

const fileNamed = (file: string): UserDataItem => ({
  kind: 'photo',
  file,
  open: async () =>
    (async function* () {
      yield Buffer.from(file);
    })(),
});

describe('The content of an export', () => {
  let workFolder: string;

  beforeEach(async () => {
    workFolder = await mkdtemp(join(tmpdir(), 'userkeep-content-'));
  });
  afterEach(() => rm(workFolder, { recursive: true, force: true }));

  function contentOf(items: () => AsyncGenerator<UserDataItem>): ExportContent {
    const walk = {
      async *export() {
        for await (const item of items()) yield { provider: 'posts', item };
      },
    };
    const registry = { provider: () => ({ name: 'posts', tables: [] }) };
    const pair = { id: 'k1', ...generateKeyPairSync('ed25519') };
    const signer = { sign: (kind: 'export', bytes: Buffer) => signDocument(kind, bytes, pair) };
    return new ExportContent(walk as never, registry as never, signer as never);
  }

  async function written(items: () => AsyncGenerator<UserDataItem>) {
    const archive = new ArchiveWriter(SUBJECT.createdAt);
    const writing = contentOf(items)
      .writeTo(archive, { ...SUBJECT, workFolder }, async () => undefined)
      .catch((error) => archive.fail(error));
    const zip = await buffer(archive.stream);
    await writing;
    return entriesOf(zip);
  }

  it('has all records of kinds that alternate, each kind in its order, without a file that is left', async () => {
    const left: string[][] = [];
    const entries = await written(async function* () {
      for (let n = 0; n < RECORDS; n++) {
        yield { kind: 'post', data: { n, text: `ü${'x'.repeat(40)}` } };
        yield { kind: 'comment', data: { n, at: new Date(n), gone: undefined } };
        if (n > RECORDS / 2 && n % 500 === 499) left.push(await readdir(workFolder));
      }
    });
    const posts = jsonOf(entries, 'data/posts/post.json') as { n: number }[];
    const comments = jsonOf(entries, 'data/posts/comment.json') as { n: number; at: string }[];
    const inOrder = Array.from({ length: RECORDS }, (_, n) => n);
    expect([posts.map(({ n }) => n), comments.map(({ n }) => n)]).toEqual([inOrder, inOrder]);
    expect(comments[1]).toEqual({ n: 1, at: '1970-01-01T00:00:00.001Z' });
    // The files of the spools have no names.
    expect(left).toEqual([[], [], []]);
    expect(entries.get('summary.html')?.toString()).toContain('Not shown here, but in the archive: 2,950 more.');
  });

  it('has files under safe paths of which no two are equal, with their names in the manifest', async () => {
    const names = ['../../etc/passwd', 'a.png', 'A.png', 'ü/ä.png', '.hidden', '', `${'long'.repeat(60)}.jpg`];
    const entries = await written(async function* () {
      for (const name of names) yield fileNamed(name);
    });
    const listed = jsonOf(entries, 'manifest.json').entries.filter(({ role }: { role: string }) => role === 'file');
    expect(listed.map(({ file }: { file: string }) => file)).toEqual(names);
    const paths = listed.map(({ path }: { path: string }) => path) as string[];
    expect(paths.slice(0, 6)).toEqual([
      'files/posts/etc_passwd',
      'files/posts/a.png',
      'files/posts/2-A.png',
      'files/posts/png',
      'files/posts/hidden',
      'files/posts/file',
    ]);
    expect(paths[6]).toMatch(/^files\/posts\/[a-z]+\.jpg$/);
    for (const [at, path] of paths.entries()) expect(entries.get(path)?.toString()).toBe(names[at]);
  });

  it('ends with the error of a provider', async () => {
    const failing = written(async function* () {
      yield { kind: 'post', data: {} };
      throw new Error('The provider failed.');
    });
    await expect(failing).rejects.toThrow('The provider failed.');
  });

  it('is not written any further when its reader ends, for example because the disk is full', async () => {
    let made = 0;
    const archive = new ArchiveWriter(SUBJECT.createdAt);
    const content = contentOf(async function* () {
      for (; made < 100_000; made++)
        yield { kind: `kind-${made % 100}`, data: { made, text: hash('sha256', `${made}`) } };
    });
    const writing = content.writeTo(archive, { ...SUBJECT, workFolder }, async () => {
      if (made === 500) archive.stream.destroy();
      // As a provider that reads pages from the database does.
      if (made % 100 === 0) await setImmediate();
    });
    await expect(writing).rejects.toThrow('The archive could not be stored.');
    expect(made).toBeLessThan(1000);
  });
});
