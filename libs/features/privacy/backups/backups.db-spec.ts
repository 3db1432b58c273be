import { createHash, randomBytes } from 'node:crypto';
import { isSignatureValid } from '@platform/signed-documents/signature.rule';
import { bytesOf, openMachine, type Machine } from './backups.test-support';
import { quoted } from './database/table-shape';
import { verifyArchive } from './verify/verify-archive';

const COLUMNS = `
  id binary(16) NOT NULL PRIMARY KEY,
  tiny tinyint NULL, small smallint unsigned NULL, medium mediumint NULL, whole int unsigned NULL,
  big bigint unsigned NULL, exact decimal(30,10) NULL, near double NULL, short float NULL, years year NULL, bits bit(20) NULL,
  fixed char(5) NULL, name varchar(300) NULL, ascii_name varchar(30) CHARACTER SET ascii NULL,
  latin varchar(30) CHARACTER SET latin1 NULL, note mediumtext NULL, kind enum('a','b') NULL, many set('x','y') NULL,
  bytes varbinary(300) NULL, content longblob NULL, document json NULL, day date NULL, at datetime(6) NULL,
  stamp timestamp(3) NULL, length time(3) NULL, place point NULL,
  doubled int AS (whole * 2) VIRTUAL, tripled int AS (whole * 3) STORED, KEY everything_name (name)`;
const ALL_BYTES = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
const EMOJI = '👩🏽‍🚀 日本 \\ \' " \0 \n \r \u001a %_ ; -- /* */';

describe('A backup', () => {
  let source: Machine;
  let target: Machine;

  beforeEach(async () => {
    source = await openMachine();
    target = await openMachine();
    await source.createSchemas();
  });
  afterEach(async () => {
    await source.remove();
    await target.remove();
  });

  const restoreInto = (machine: Machine, backup: string, more: object = {}) =>
    machine.restore.run({
      data: source.input(backup, 'data'),
      keys: source.input(backup, 'keys'),
      privateKey: source.privateKey,
      trusted: source.trusted,
      force: false,
      ...more,
    });

  async function contentOf(machine: Machine, name: 'main' | 'keys' = 'main') {
    const connection = await machine.connect(name);
    const [tables] = (await connection.query('SHOW TABLES')) as unknown as [Record<string, string>[]];
    const content: Record<string, unknown> = {};
    for (const table of tables.map((row) => Object.values(row)[0]!)) {
      const [[created]] = (await connection.query(`SHOW CREATE TABLE ${quoted(table)}`)) as unknown as [object[]];
      const [rows] = await connection.query(`SELECT * FROM ${quoted(table)} ORDER BY 1`);
      // MySQL also writes the character set of a column if the statement that created the table did.
      content[table] = { created: JSON.stringify(created).replaceAll('CHARACTER SET utf8mb4 ', ''), rows };
    }
    await machine.disconnect();
    return content;
  }

  it('restores every table, row and value of all column types', async () => {
    const connection = await source.connect();
    await connection.query(`CREATE TABLE everything (${COLUMNS})`);
    await connection.query(
      "CREATE TABLE `odd ``table` (`a ``b` int AUTO_INCREMENT PRIMARY KEY, `c'd` text) AUTO_INCREMENT = 77",
    );
    await connection.query("SET SESSION sql_mode = 'NO_AUTO_VALUE_ON_ZERO'");
    await connection.query("INSERT INTO `odd ``table` VALUES (0, 'zero'), (5, NULL), (6, '')");
    await connection.query('CREATE TABLE without_rows (id int PRIMARY KEY)');
    await connection.query('CREATE TABLE without_key (n int NULL)');
    await connection.query('INSERT INTO without_key VALUES (1), (NULL), (1)');
    const values = [
      [
        -128,
        65535,
        -8388608,
        100_000,
        '18446744073709551615',
        '-12345678901234567890.0123456789',
        0.1 + 0.2,
        16777217,
        1999,
        5,
        'ab',
        EMOJI,
        'ascii',
        'é',
        EMOJI.repeat(50),
        'b',
        'x,y',
        ALL_BYTES,
        randomBytes(300_000),
        JSON.stringify({ a: [1, null, EMOJI] }),
        '2024-02-29',
        '2026-12-03 10:15:00.123456',
        '2026-12-03 10:15:00.123',
        '-838:59:58.999',
      ],
      [
        127,
        0,
        8388607,
        0,
        '0',
        '0',
        -1.7976931348623157e308,
        1e-30,
        2155,
        0,
        '',
        '',
        '',
        '',
        '',
        'a',
        '',
        Buffer.alloc(0),
        Buffer.alloc(0),
        'null',
        '1000-01-01',
        '1000-01-01 00:00:00',
        '1970-01-01 00:00:01',
        '00:00:00',
      ],
      Array.from({ length: 24 }, () => null),
    ];
    for (const row of values) {
      await connection.query(
        `INSERT INTO everything (id, tiny, small, medium, whole, big, exact, near, short, years, bits, fixed, name, ascii_name,
           latin, note, kind, many, bytes, content, document, day, at, stamp, length, place)
         VALUES (?, ${row.map(() => '?').join(', ')}, ST_GeomFromText('POINT(1.5 -2.25)'))`,
        [randomBytes(16), ...row],
      );
    }
    await source.disconnect();

    const { backup, rows } = await source.creator.create();
    const outcome = await restoreInto(target, backup);
    expect(rows).toBe(3 + 3 + 3);
    expect(outcome).toMatchObject({ backup, rows: 9 });
    const [before, after] = [await contentOf(source), await contentOf(target)];
    expect(Object.keys(before)).toHaveLength(5);
    expect(after).toEqual(before);
    // The server rounds floats in texts, so they would look equal if they were not.
    const exact = 'SELECT CAST(short AS DOUBLE) AS value FROM everything ORDER BY id';
    expect((await (await target.connect()).query(exact))[0]).toEqual((await (await source.connect()).query(exact))[0]);
    expect(await contentOf(target, 'keys')).toEqual(await contentOf(source, 'keys'));
  });

  it('restores the files that rows name, and no others', async () => {
    const connection = await source.connect();
    await connection.query('CREATE TABLE file_owner (id int PRIMARY KEY, file varchar(64) NULL)');
    const contents = new Map([
      ['avatar-0000000000001', randomBytes(3_500_000)],
      ['avatar-0000000000002', Buffer.alloc(0)],
      ...Array.from({ length: 2 }, (_, n) => [`avatar-00000000001${n}0`, randomBytes(1000 + n)] as const),
    ]);
    let id = 0;
    for (const [file, content] of contents) {
      await source.files.put(file, content);
      await connection.query('INSERT INTO file_owner VALUES (?, ?)', [id++, file]);
    }
    await source.files.put('unnamed-000000000000', Buffer.from('of no row'));
    await connection.query("INSERT INTO file_owner VALUES (900, 'removed-000000000000'), (901, NULL)");
    await source.disconnect();

    const created = await source.creator.create();
    expect(created.missingFiles).toBe(1);
    expect(await restoreInto(target, created.backup)).toMatchObject({ files: contents.size });
    const restored = new Map<string, string>();
    for await (const { id: file } of target.files.list()) {
      const opened = await target.files.open(file);
      restored.set(file, sha256Of(await bytesOf(opened!.stream)));
    }
    expect([...restored].sort()).toEqual([...contents].map(([file, content]) => [file, sha256Of(content)]).sort());
  });

  it('is not restored if it is replaced after it was verified', async () => {
    const connection = await source.connect();
    await connection.query('CREATE TABLE word (id int PRIMARY KEY, word varchar(60))');
    await source.connect('keys').then((keys) => keys.query('CREATE TABLE privacy_erasure_ledger (id int PRIMARY KEY)'));
    const first = await source.creator.create();
    await connection.query("INSERT INTO word VALUES (1, 'of a replaced archive')");
    await source.connect('keys').then((keys) => keys.query('INSERT INTO privacy_erasure_ledger VALUES (1)'));
    const second = await source.creator.create();
    await source.disconnect();
    /** Answers with the first archive when it is verified, and then with the second one. */
    const replaced = (kind: 'data' | 'keys') => {
      let opened = 0;
      const input = () => source.input(opened++ === 0 ? first.backup : second.backup, kind);
      return { name: `${first.backup}.${kind}.ukb`, open: () => input().open() };
    };
    const sentence = 'was replaced while it was read. Nothing of it is used';
    await expect(restoreInto(target, first.backup, { ledger: replaced('keys') })).rejects.toThrow(sentence);
    const keys = await target.connect('keys');
    expect((await keys.query('SELECT * FROM privacy_erasure_ledger'))[0]).toEqual([]);
    await target.disconnect();
    await expect(restoreInto(target, first.backup, { data: replaced('data') })).rejects.toThrow(sentence);
    const main = await target.connect();
    expect((await main.query("SHOW TABLES LIKE 'platform_restore'"))[0]).toHaveLength(1);
    await target.disconnect();
    expect(await restoreInto(target, first.backup)).toMatchObject({ backup: first.backup });
  });

  it('is signed, and contains nothing readable of its rows', async () => {
    const connection = await source.connect();
    await connection.query('CREATE TABLE secret (id int PRIMARY KEY, word varchar(60))');
    await connection.query("INSERT INTO secret VALUES (1, 'a-marker-that-must-not-appear')");
    await source.disconnect();
    const { backup } = await source.creator.create();
    const bytes = await bytesOf((await source.store.open({ backup, kind: 'data' }))!);
    expect(bytes.includes('a-marker-that-must-not-appear')).toBe(false);
    const verified = await verifyArchive(source.input(backup, 'data'), source, 'data');
    expect(verified).toMatchObject({ rows: 1, header: { kind: 'data', backup } });
    const { signature, signed } = verified.end;
    expect(signature.publicKey).toBe(source.trusted[0]!.publicKey);
    expect(isSignatureValid('backup', Buffer.from(JSON.stringify(signed)), signature)).toBe(true);
  });
});

function sha256Of(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
