import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { writeFileSync } from 'node:fs';
import { Chance } from '@test/support/chance';
import { entriesOf, exportedArchive, jsonOf, withFile, type Entries } from '@test/support/downloaded-export';
import { archiveOf, resigned, resignedWith, withEntry } from '@test/support/rewritten-archive';
import { richUser } from '@test/support/rich-user';
import { startTwoNodes, type TwoNodes } from '@test/support/two-nodes';

const RECORDS = 'data/users.personal/personal.json';
const ROUNDS = 60;
const SCHEMA = 'schemas/users.personal/personal.schema.json';

describe('userkeep verify export', () => {
  let nodes: TwoNodes;
  let archive: Buffer;
  let entries: Entries;
  let keys: string;

  beforeAll(async () => {
    nodes = await startTwoNodes();
    archive = await exportedArchive(nodes.api, await richUser(nodes));
    entries = await entriesOf(archive);
    keys = (await nodes.api.call('GET', '/.well-known/userkeep-document-keys.json')).text;
  });
  afterAll(() => nodes.stop());

  /** Without any setting, so without a database. */
  const verify = async (content: Buffer, trusted?: string) =>
    withFile(content, async (file) => {
      const options = trusted === undefined ? [] : ['--keys', trusted.startsWith('http') ? trusted : `${file}.keys`];
      if (trusted !== undefined) writeFileSync(`${file}.keys`, trusted);
      const { exitCode, out, complaints } = await nodes.api.command(['verify', 'export', file, ...options], {
        DATABASE_URL: 'mysql://nobody@127.0.0.1:1/none',
      });
      return { exitCode, text: [...out, ...complaints].join('\n') };
    });

  it('accepts a downloaded export without a database, and says whether its key was checked', async () => {
    const { keyId } = jsonOf(entries, 'manifest.sig.json');
    const unchecked = await verify(archive);
    expect(unchecked.text).toContain(`the key ${keyId}, which was not checked against your installation`);
    const checked = await verify(archive, keys);
    expect(checked.text).toContain(`It was signed with the key ${keyId} of your installation.`);
    expect([unchecked.exitCode, checked.exitCode]).toEqual([0, 0]);
    expect((await verify(await archiveOf(entries), keys)).exitCode).toBe(0);
  });

  it('reads the keys of an installation from its URL', async () => {
    expect((await verify(archive, `${nodes.api.url}/.well-known/userkeep-document-keys.json`)).exitCode).toBe(0);
    const server = createServer((_request, response) => response.writeHead(500).end()).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as AddressInfo;
    const failed = await verify(archive, `http://127.0.0.1:${port}/`);
    expect([failed.exitCode, failed.text]).toEqual([1, expect.stringContaining('it answered 500')]);
    server.close();
    expect((await verify(archive, '{}')).text).toContain('it contains no keys');
  });

  it('refuses an export that another key has signed, unless no key was given', async () => {
    const forged = await archiveOf(resigned(entries, () => undefined));
    expect((await verify(forged)).exitCode).toBe(0);
    const { exitCode, text } = await verify(forged, keys);
    expect([exitCode, text]).toEqual([3, expect.stringContaining('the key attacker, which is not one of your')]);
  });

  const changedRecord = () => Buffer.from(String(entries.get(RECORDS)).replace('Lovelace', 'Lovelacf'));

  it.each<[string, () => Entries, string]>([
    [
      'a changed record',
      () => withEntry(entries, RECORDS, changedRecord()),
      `${RECORDS} is not valid: its content was changed.`,
    ],
    ['a missing entry', () => withEntry(entries, RECORDS, undefined), `${RECORDS} is not valid: it is missing.`],
    [
      'an additional entry',
      () => withEntry(entries, 'data/more.json', Buffer.from('[]')),
      'data/more.json is not valid: the manifest does not list it.',
    ],
    [
      'a longer file',
      () => withEntry(entries, 'summary.html', Buffer.from('x')),
      'summary.html is not valid: it has 1 byte, not',
    ],
    [
      'a changed manifest',
      () =>
        withEntry(
          entries,
          'manifest.json',
          Buffer.from(String(entries.get('manifest.json')).replace('userkeep 0', 'userkeep 1')),
        ),
      'manifest.sig.json is not valid: it is not the signature of the manifest.',
    ],
    [
      'no signature',
      () => withEntry(entries, 'manifest.sig.json', undefined),
      'manifest.sig.json is not valid: it is missing.',
    ],
    [
      'a signature that is not JSON',
      () => withEntry(entries, 'manifest.sig.json', Buffer.from('x')),
      'manifest.sig.json is not valid: it is not JSON.',
    ],
    [
      'another format',
      () => resigned(entries, (manifest) => (manifest.formatVersion = 2)),
      'manifest.json is not valid: it has another format',
    ],
    [
      'an entry that is listed twice',
      () => resigned(entries, (manifest) => manifest.entries.push(manifest.entries[0])),
      'manifest.json is not valid: it lists',
    ],
    [
      'a record that does not match its schema',
      () => resignedWith(entries, RECORDS, Buffer.from('[\n{"familyName":"x"}\n]\n')),
      `${RECORDS} is not valid: record 1 does not match its schema: /givenName is missing.`,
    ],
    [
      'null instead of a record',
      () => resignedWith(entries, RECORDS, Buffer.from('[\nnull\n]\n')),
      `${RECORDS} is not valid: line 2 is not a JSON object.`,
    ],
    ['a schema that is null', () => resignedWith(entries, SCHEMA, Buffer.from('null')), 'it is not an object.'],
    ['a schema that is not JSON', () => resignedWith(entries, SCHEMA, Buffer.from('{')), 'it is not JSON.'],
    [
      'a list with another number of records',
      () => resigned(entries, (manifest) => (manifest.entries.find(({ path }: any) => path === RECORDS).records = 2)),
      `${RECORDS} is not valid: it has 1 record, not 2.`,
    ],
    [
      'a list that is not one record per line',
      () => resignedWith(entries, RECORDS, Buffer.from('[{}]')),
      `${RECORDS} is not valid: it is not a list.`,
    ],
    [
      'a list without an end',
      () => resignedWith(entries, RECORDS, Buffer.from('[\n{}\n')),
      `${RECORDS} is not valid: the list has no end.`,
    ],
    [
      'a schema with unknown keywords',
      () => resignedWith(entries, SCHEMA, Buffer.from('{"pattern":"(a+)+$"}')),
      `${SCHEMA} is not valid: it has the unknown keyword pattern.`,
    ],
  ])('names the first entry that is not valid: %s', async (_what, changed, fault) => {
    const { exitCode, text } = await verify(await archiveOf(changed()));
    expect([exitCode, text]).toEqual([3, expect.stringContaining(fault)]);
  });

  it('finds every changed byte of an archive', async () => {
    const chance = new Chance('changed bytes of an export');
    for (let round = 0; round < ROUNDS; round++) {
      const changed = Buffer.from(archive);
      const at = chance.below(changed.length);
      changed[at] = (changed[at] as number) ^ (1 << chance.below(8));
      const entriesAfter = await verify(changed);
      // The times and versions in the headers of the format carry no data.
      if (entriesAfter.exitCode === 0) expect([at, await sameContent(changed)]).toEqual([at, true]);
      else expect([at, entriesAfter.exitCode]).toEqual([at, 3]);
    }
  });

  async function sameContent(changed: Buffer): Promise<boolean> {
    const now = await entriesOf(changed);
    return [...entries].every(([path, content]) => now.get(path)?.equals(content)) && now.size === entries.size;
  }

  it('refuses a file that does not exist or is no archive', async () => {
    const missing = await nodes.api.command(['verify', 'export', '/none.zip']);
    expect([missing.exitCode, missing.complaints]).toEqual([1, ['The file /none.zip cannot be read (ENOENT).']]);
    expect((await verify(Buffer.from('no archive'))).exitCode).toBe(3);
    expect((await verify(archive.subarray(0, archive.length - 100))).exitCode).toBe(3);
  });
});
