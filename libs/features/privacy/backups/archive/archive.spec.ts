import { createHash, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { Readable } from 'node:stream';
import { publicKeyText, signDocument } from '@platform/signed-documents/signature.rule';
import { bytesOf } from '../backups.test-support';
import type { TableShape } from '../database/table-shape';
import { verifyArchive, type VerifiedArchive } from '../verify/verify-archive';
import { FORMAT, MAGIC, type ArchiveHeader } from './archive-header';
import { writeArchive, type Chunk } from './archive-writer';
import { HEAD_BYTES, readHead } from './chunk-cipher.rule';
import { fileEntry } from './file-entries.rule';
import { createRecipientKeyPair, parsePrivateKey, parsePublicKey } from './recipient-key.rule';
import { RowWriter } from './row-format.rule';
import { UnusableArchive } from './unusable-archive';

const NAME = '20261203T101500Z-4f9a1c.data.ukb';
const SECTIONS = ['schema', 'main.first', 'main.second', 'files', 'summary'];
const signing = { id: 'document-key', ...generateKeyPairSync('ed25519') };
const pair = createRecipientKeyPair();
const recipient = parsePublicKey(pair.publicKey)!;
const privateKey = parsePrivateKey(pair.privateKey)!;

function tableNamed(name: string): TableShape {
  const create = `CREATE TABLE \`${name}\` (\n  \`id\` int NOT NULL\n) ENGINE=InnoDB`;
  return { name, create, columns: [{ name: 'id', kind: 'number' }], primaryKey: ['id'] };
}

function schemaOf(tables: readonly TableShape[]): Chunk {
  return { section: 'schema', content: Buffer.from(JSON.stringify(tables)), items: tables.length };
}

function rows(section: string, from: number): Chunk {
  const writer = new RowWriter();
  for (let id = from; id < from + 3; id++) writer.add([Buffer.from(String(id))]);
  return { section, ...writer.take() };
}

const CHUNKS: readonly Chunk[] = [
  schemaOf(['first', 'second'].map(tableNamed)),
  rows('main.first', 0),
  rows('main.first', 3),
  rows('main.second', 6),
  rows('main.second', 9),
  {
    section: 'files',
    content: Buffer.concat([
      fileEntry({ kind: 'start', id: 'avatar-000000000001' }),
      fileEntry({ kind: 'piece', bytes: Buffer.from('picture') }),
      fileEntry({ kind: 'end' }),
    ]),
    items: 1,
  },
];

async function archive(
  header: Partial<ArchiveHeader> = {},
  recipients: readonly KeyObject[] = [recipient],
  content: readonly Chunk[] = CHUNKS,
) {
  async function* chunks() {
    yield* content;
  }
  return bytesOf(
    writeArchive({
      header: {
        format: FORMAT,
        kind: 'data',
        backup: '20261203T101500Z-4f9a1c',
        createdAt: '2026-12-03T10:15:00.000Z',
        product: '0.1.0',
        server: { kind: 'mysql', version: '9.7.4' },
        compression: 'gzip',
        migrations: [],
        sections: SECTIONS,
        ...header,
      },
      recipients,
      chunks: chunks(),
      missingFiles: () => 0,
      sign: (document) => signDocument('backup', document, signing),
    }),
  );
}

async function verify(bytes: Buffer, key: KeyObject | undefined = privateKey): Promise<VerifiedArchive> {
  return verifyArchive(
    { name: NAME, open: async () => Readable.from([bytes]) },
    { privateKey: key, trusted: 'any' },
    'data',
  );
}

async function sentenceAbout(bytes: Buffer, key?: KeyObject): Promise<string> {
  const error: unknown = await verify(bytes, key).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(UnusableArchive);
  return (error as Error).message;
}

/** The start and end of every chunk. */
function chunksIn(bytes: Buffer): { start: number; end: number; section: string }[] {
  const found = [];
  let start = MAGIC.length + 4 + bytes.readUInt32BE(MAGIC.length) + 32;
  for (let isLast = false; !isLast;) {
    const head = readHead(bytes.subarray(start));
    const end = start + HEAD_BYTES + head.length;
    found.push({ start, end, section: SECTIONS[head.section]! });
    isLast = head.isLast;
    start = end;
  }
  return found;
}

const PLACES: Record<string, string> = {
  schema: 'in the schema',
  'main.first': 'in table first',
  'main.second': 'in table second',
  files: 'in the files',
  summary: 'in the summary',
};

describe('An archive', () => {
  it('can be read by each recipient', async () => {
    const other = createRecipientKeyPair();
    const bytes = await archive({}, [parsePublicKey(other.publicKey)!, recipient]);
    expect(await verify(bytes)).toMatchObject({ rows: 12, files: 1 });
    expect(await verify(bytes, parsePrivateKey(other.privateKey))).toMatchObject({ rows: 12, files: 1 });
  });

  it('is refused if any bit was changed, with the table and byte of each changed chunk', async () => {
    const bytes = await archive();
    const chunks = chunksIn(bytes);
    for (let at = 0; at < bytes.length; at++) {
      const changed = Buffer.from(bytes);
      changed[at]! ^= 1 << (at % 8);
      const sentence = await sentenceAbout(changed);
      expect(sentence).toContain(NAME);
      const chunk = chunks.find(({ start, end }) => at >= start && at < end);
      if (!chunk || at < chunk.start + HEAD_BYTES) continue;
      expect(sentence).toContain(
        `${NAME} is damaged ${PLACES[chunk.section]} at byte ${chunk.start.toLocaleString('en')}`,
      );
    }
  });

  it('is refused without the private key too, if any bit was changed', async () => {
    const bytes = await archive();
    const open = (changed: Buffer) => ({ name: NAME, open: async () => Readable.from([changed]) });
    expect(await verifyArchive(open(bytes), { trusted: 'any' })).toMatchObject({ rows: 0 });
    for (let at = 0; at < bytes.length; at += 3) {
      const changed = Buffer.from(bytes);
      changed[at]! ^= 1 << (at % 8);
      await expect(verifyArchive(open(changed), { trusted: 'any' })).rejects.toThrow(UnusableArchive);
    }
  });

  it('is refused if it was cut off anywhere, with the place', async () => {
    const bytes = await archive();
    for (let length = 0; length < bytes.length; length += length > 700 ? 1 : 37)
      expect(await sentenceAbout(bytes.subarray(0, length))).toContain(NAME);
    for (const { start, section } of chunksIn(bytes).slice(1)) {
      const sentence = await sentenceAbout(bytes.subarray(0, start + 20));
      expect(sentence).toBe(`${NAME} is cut off ${PLACES[section]}, after byte ${(start + 20).toLocaleString('en')}.`);
    }
    const last = chunksIn(bytes).at(-1)!.end;
    expect(await sentenceAbout(bytes.subarray(0, last))).toContain('is cut off before the signature');
  });

  it('is refused if chunks were swapped, removed, repeated or taken from another archive', async () => {
    const bytes = await archive();
    const other = await archive();
    const chunks = chunksIn(bytes);
    const header = bytes.subarray(0, chunks[0]!.start);
    const end = bytes.subarray(chunks.at(-1)!.end);
    const parts = chunks.map(({ start, end: to }) => bytes.subarray(start, to));
    const withParts = (...changed: Buffer[]) => Buffer.concat([header, ...changed, end]);
    expect(withParts(...parts)).toEqual(bytes);
    for (let first = 0; first < parts.length; first++) {
      const at = `at byte ${chunks[first]!.start.toLocaleString('en')}`;
      for (let second = first + 1; second < parts.length; second++) {
        const swapped = parts.with(first, parts[second]!).with(second, parts[first]!);
        expect(await sentenceAbout(withParts(...swapped))).toContain(
          `${at}: chunk ${second} is in the place of chunk ${first}`,
        );
      }
      if (first < parts.length - 1) expect(await sentenceAbout(withParts(...parts.toSpliced(first, 1)))).toContain(at);
      expect(await sentenceAbout(withParts(...parts.toSpliced(first, 0, parts[first]!)))).toContain('is damaged');
      const { start, end: to } = chunksIn(other)[first]!;
      const mixed = await sentenceAbout(withParts(...parts.with(first, other.subarray(start, to))));
      expect(mixed).toContain('its chunk was changed or is from another archive');
    }
  });

  it('is refused with the signature of another archive, and if it continues after its end', async () => {
    const bytes = await archive();
    const other = await archive({ createdAt: '2026-12-04T10:15:00.000Z' });
    const signatureOf = (of: Buffer) => of.subarray(chunksIn(of).at(-1)!.end);
    const before = bytes.subarray(0, chunksIn(bytes).at(-1)!.end);
    expect(await sentenceAbout(Buffer.concat([before, signatureOf(other)]))).toContain('in the signature');
    expect(await sentenceAbout(Buffer.concat([before, signatureOf(await archive())]))).toContain(
      'the content before it is not what was signed',
    );
    expect(await sentenceAbout(Buffer.concat([bytes, Buffer.from('x')]))).toContain('in the signature');
    expect(await sentenceAbout(Buffer.concat([bytes, Buffer.alloc(100_000)]))).toContain('it continues after its end');
  });

  it('is refused if a statement in it does more than create its table', async () => {
    const table = tableNamed('first');
    const schema = schemaOf([{ ...table, create: `${table.create}; DROP TABLE users_account` }]);
    expect(await sentenceAbout(await archive({}, [recipient], [schema]))).toContain(
      'The statement for first does more than create this table',
    );
  });

  const NO_OBJECTS = [null, 1, 'text', true, [], [null]];

  it('is refused as damaged if its header is not one', async () => {
    const bytes = await archive();
    const first = MAGIC.length + 4 + bytes.readUInt32BE(MAGIC.length);
    const header = JSON.parse(String(bytes.subarray(MAGIC.length + 4, first))) as ArchiveHeader;
    const withHeader = (value: unknown) => {
      const json = Buffer.from(JSON.stringify(value));
      const length = Buffer.alloc(4);
      length.writeUInt32BE(json.length);
      const start = Buffer.concat([MAGIC, length, json]);
      return Buffer.concat([start, createHash('sha256').update(start).digest(), bytes.subarray(first + 32)]);
    };
    expect(withHeader(header)).toEqual(bytes);
    const fields = ['backup', 'createdAt', 'product', 'server', 'migrations', 'sections', 'recipients'];
    const changed = fields.flatMap((field) => [null, 1, [null]].map((value) => ({ ...header, [field]: value })));
    for (const value of [...NO_OBJECTS, {}, ...changed])
      expect(await sentenceAbout(withHeader(value))).toBe(`${NAME} is damaged in the header at byte 8.`);
  });

  it('is refused as damaged if its schema lists something that is not a table', async () => {
    const table = tableNamed('first');
    const wrong = [...NO_OBJECTS, [1], [[]], [{}], [{ ...table, columns: [null] }], [{ ...table, primaryKey: null }]];
    for (const value of wrong.filter((each) => JSON.stringify(each) !== '[]')) {
      const schema = { section: 'schema', content: Buffer.from(JSON.stringify(value)), items: 1 };
      expect(await sentenceAbout(await archive({}, [recipient], [schema]))).toContain('It is not a list of tables.');
    }
  });

  it('is refused as damaged if its signature is not one', async () => {
    const bytes = await archive();
    const { end } = chunksIn(bytes).at(-1)!;
    const { document, signature } = JSON.parse(String(bytes.subarray(end, -32))) as Record<string, unknown>;
    const wrong = [
      ...NO_OBJECTS,
      ...NO_OBJECTS.map((value) => ({ document, signature: value })),
      ...NO_OBJECTS.map((value) => ({ document: value, signature })),
      ...NO_OBJECTS.map((value) => ({ document: JSON.stringify(value), signature })),
    ];
    for (const value of wrong) {
      const forged = Buffer.from(JSON.stringify(value));
      const hash = createHash('sha256').update(forged).digest();
      const sentence = await sentenceAbout(Buffer.concat([bytes.subarray(0, end), forged, hash]));
      expect(sentence).toContain('in the signature');
    }
  });

  it('is refused if its signature was forged', async () => {
    const bytes = await archive();
    const { end } = chunksIn(bytes).at(-1)!;
    const json = JSON.parse(String(bytes.subarray(end, -32))) as { document: string; signature: { publicKey: string } };
    const other = generateKeyPairSync('ed25519');
    const forgeries = [
      { ...json, signature: { ...json.signature, ...signDocument('export', Buffer.from(json.document), signing) } },
      { ...json, signature: { ...json.signature, publicKey: publicKeyText(other.publicKey) } },
      { ...json, document: json.document.replace('2026', '2027') },
    ];
    for (const forgery of forgeries) {
      const forged = Buffer.from(JSON.stringify(forgery));
      const hash = createHash('sha256').update(forged).digest();
      expect(await sentenceAbout(Buffer.concat([bytes.subarray(0, end), forged, hash]))).toContain('it is not valid');
    }
  });

  it('is refused with the key of another recipient, which the message names', async () => {
    const other = parsePrivateKey(createRecipientKeyPair().privateKey)!;
    expect(await sentenceAbout(await archive(), other)).toMatch(
      /is encrypted for the key [0-9a-f]{12}, and the given key is [0-9a-f]{12}\./,
    );
  });

  it('is refused if its kind, format or signing key is another one', async () => {
    expect(await sentenceAbout(await archive({ kind: 'keys' }))).toContain(
      'is an archive of the keys, not of the data',
    );
    expect(await sentenceAbout(await archive({ format: FORMAT + 1, product: '9.0.0' }))).toContain(
      'which is newer than this version; use userkeep 9.0.0 or later',
    );
    expect(await sentenceAbout(Buffer.from('PK and so on, a ZIP archive'))).toContain('is not a backup of userkeep');
    const input = { name: NAME, open: async () => Readable.from([await archive()]) };
    const trusted = [{ keyId: 'other', publicKey: 'other' }];
    await expect(verifyArchive(input, { privateKey, trusted })).rejects.toThrow('is not one of the trusted keys');
  });
});
