import { execFileSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdir, readFile, rm, stat, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import { ContentsRemoved, contentsRemoved } from '@platform/event-log/retention/contents-removed';
import type { Database } from '@platform/persistence/database';
import { EMPTY_ROOT } from '@platform/transparency-log/tree.rule';
import type { VerifierKey } from '@platform/transparency-log/signed-note.rule';
import { Chance } from '@test/support/chance';
import { createTestDatabases, type TestDatabases } from '@test/support/test-database';
import type { ProofNode } from '../proofs.test-support';
import { openLogFile, writeLogFile } from './audit-file';
import { ATTACKS } from './attacks.test-support';
import { SignedLog } from './signed-log.test-support';
import { StoredLog } from './stored-log';
import { verifyLog } from './verify-log';

Logger.overrideLogger(false);

// Each test verifies the log many times.
jest.setTimeout(120_000);

const SIZE = 700;
const TIMES = 3;

describe('Verifying an audit log', () => {
  let databases: TestDatabases;
  let database: Database;
  let signed: SignedLog;
  let node: ProofNode;
  let folder: string;
  let keys: VerifierKey[];
  let verify: SignedLog['verify'];

  beforeAll(async () => {
    databases = await createTestDatabases();
    database = databases.main.database;
    signed = await SignedLog.create(database, SIZE, 100);
    ({ node, folder, keys } = signed);
    verify = signed.verify;
  });
  afterAll(async () => {
    await signed.remove();
    await databases.drop();
  });

  it('finds nothing in an unchanged log', async () => {
    const report = await verify();
    expect(report).toMatchObject({ entries: SIZE, contentsRemoved: 0, hasTiles: true, findings: [] });
    expect(report.heads).toBe(8);
    expect(report.confirmed).toHaveLength(7);
    expect(report.confirmed.at(-1)?.size).toBe(SIZE);
    expect(await verify([])).toMatchObject({ heads: 0, hasTiles: false, findings: [] });
  });

  it.each(ATTACKS)('finds and names the first bad entry if someone $name', async (attack) => {
    for (let seed = 1; seed <= TIMES; seed++) {
      const { position, report } = await signed.attacked(attack, new Chance('attack', seed));
      const [first] = report.findings;
      expect({ seed, position: first?.position }).toEqual({ seed, position });
      expect(attack.finds).toContain(first?.kind);
      expect(first?.sentence).toMatch(
        position === undefined ? /^The entry 61616161-/ : new RegExp(`\\b${position}\\b`),
      );
    }
  });

  it('reports at least a range of entries if no tiles were kept elsewhere', async () => {
    const checkpoints = join(folder, (await node.logs.current())!.files, 'checkpoints');
    for (const attack of ATTACKS) {
      const { position = SIZE, report } = await signed.attacked(attack, new Chance('attack', 1), [checkpoints]);
      const covers = report.findings.some(
        ({ position: from = position, upTo = from }) => from <= position && position <= upTo,
      );
      expect({ attack: attack.name, first: (report.findings[0]?.position ?? position) <= position, covers }).toEqual({
        attack: attack.name,
        first: true,
        covers: true,
      });
    }
    expect(await verify()).toMatchObject({ findings: [] });
  });

  it('finds that different logs were shown: two checkpoints of one size with different roots', async () => {
    const { origin } = (await node.logs.current())!;
    const other = node.signer.sign({ origin, size: 350, root: Buffer.alloc(32, 1) });
    const [known] = await node.checkpoints.newest(1, 1, 401);
    for (const [note, kind, position] of [
      [other, 'not-as-signed', 301],
      [`${known!.note}\n${node.signer.sign({ origin, size: 400, root: Buffer.alloc(32, 1) })}`, 'contradiction', 1],
    ] as const) {
      const path = join(folder, 'from-a-witness.txt');
      await writeFile(path, `Some words before.\n\n${note}`);
      const found = (await verify([path])).findings.find((finding) => finding.kind === kind);
      await rm(path);
      expect(found?.position).toBe(position);
    }
  });

  it('finds that the log was replaced by one with another name or with another key', async () => {
    await signed.undone(async () => {
      await database.write("UPDATE audit_log SET origin = 'api.example.com/audit/other'");
      await database.write('DELETE FROM audit_checkpoint');
      for (const [heads, known] of [
        [[folder], []],
        [[], keys],
      ] as const) {
        const [first] = (await verify([...heads], [...known])).findings;
        expect(first).toMatchObject({ kind: 'replaced', position: 1 });
      }
    });
    const [own] = keys;
    const forged = { ...own!, publicKey: generateKeyPairSync('ed25519').publicKey };
    await expect(verify([folder], [forged])).rejects.toThrow('is not signed with a given key');
  });

  it('also verifies checkpoints that were signed before the log continued under another name', async () => {
    const { origin } = (await node.logs.current())!;
    const [own] = keys;
    const name = 'api.example.com/audit/other';
    await signed.undone(async () => {
      await database.write('UPDATE audit_log SET origin = ?', [name]);
      await database.write('DELETE FROM audit_checkpoint');
      const both = [own!, { ...own!, name }];
      expect(await verify([folder], both)).toMatchObject({ findings: [], heads: 8, otherLogs: [] });
      await database.write('UPDATE event_log SET facts = \'{"n":-1}\' WHERE seq = 20');
      expect((await verify([folder], both)).findings[0]).toMatchObject({ position: 20 });
      await expect(verify([folder], [{ ...own!, name }])).rejects.toThrow(
        `are those of ${origin}, but none of the keys`,
      );
    });
  });

  it('refuses a folder without a checkpoint, so that a missing copy is not taken for a verified one', async () => {
    const path = join(folder, 'quoted.txt');
    const [newest] = await node.checkpoints.newest(1, 1);
    await writeFile(path, newest!.note.replaceAll(/^/gm, '> '));
    await expect(verify([path])).rejects.toThrow(`There is no checkpoint in ${path}`);
    await rm(path);
  });

  it('finds an altered entry even if a forged checkpoint with no entries is among the others', async () => {
    const path = join(folder, 'empty.txt');
    const [newest] = await node.checkpoints.newest(1, 1);
    const empty = EMPTY_ROOT.toString('base64');
    const forged = newest!.note.replace(`\n${SIZE}\n${newest!.root.toString('base64')}\n`, `\n0\n${empty}\n`);
    await writeFile(path, forged + newest!.note);
    await signed.undone(async () => {
      await database.write('UPDATE event_run SET hashes = CONCAT(SUBSTRING(hashes, 2), LEFT(hashes, 1)) LIMIT 1');
      const kinds = (await verify([path], [])).findings.map(({ kind }) => kind);
      expect(kinds).toContain('not-as-signed');
    });
    await rm(path);
  });

  it('refuses keys of witnesses only, which verify nothing about the log', async () => {
    const [own] = keys;
    await expect(verify([folder], [{ ...own!, type: 'witness' }])).rejects.toThrow(
      'None of the keys is one of the log',
    );
  });

  it('reads only files with checkpoints in a folder, whatever else is in it', async () => {
    const other = join(folder, 'other');
    await mkdir(other);
    const [newest] = await node.checkpoints.newest(1, 1);
    await writeFile(join(folder, 'linked'), newest!.note);
    await symlink(join(folder, 'linked'), join(other, 'link'));
    await symlink(other, join(other, 'loop'));
    await symlink(join(folder, 'nothing'), join(other, 'dangling'));
    await writeFile(join(other, 'tile'), 'no folder');
    execFileSync('mkfifo', [join(other, 'fifo')]);
    expect(await verify([other])).toMatchObject({ heads: 1, hasTiles: false, findings: [] });
    await expect(verify([join(other, 'fifo')])).rejects.toThrow('is neither a file nor a folder');
    await rm(other, { recursive: true });
    await rm(join(folder, 'linked'));
  });

  it('counts the checkpoints in the log itself separately', async () => {
    const path = join(folder, 'of-100.txt');
    const [smallest] = await node.checkpoints.newest(1, 1, 101);
    await writeFile(path, smallest!.note);
    const report = await verify([path]);
    expect(report.confirmed.at(-1)?.size).toBe(SIZE);
    expect(report.confirmedOutside.map(({ size }) => size)).toEqual([100]);
    await rm(path);
  });

  it('finishes in bounded time, whatever ranges of removed contents a record claims', async () => {
    const facts = JSON.stringify({ type: 'x', positions: `1-${Number.MAX_SAFE_INTEGER - 1}`, signature: '' });
    await signed.undone(async () => {
      await database.write('UPDATE event_log SET type = ?, facts = ? WHERE seq = 20', [ContentsRemoved.type, facts]);
      expect((await verify()).findings[0]).toMatchObject({ position: 20 });
      expect((await verify([], [])).findings[0]).toMatchObject({ position: 20 });
    });
  });

  it('refuses a checkpoint that was changed after it was signed', async () => {
    const path = join(folder, 'changed.txt');
    const [newest] = await node.checkpoints.newest(1, 1);
    await writeFile(path, newest!.note.replace(`\n${SIZE}\n`, `\n${SIZE + 1}\n`));
    await expect(verify([path])).rejects.toThrow(`of ${SIZE + 1} entries in ${path} was changed after it was signed`);
    await rm(path);
    await expect(verify([join(folder, 'nothing')])).rejects.toThrow('There is no file or folder');
  });

  it.each(['log.ndjson', 'log.ndjson.gz'])('reads the same from a file (%s) as from the database', async (name) => {
    const path = join(folder, name);
    expect(await writeLogFile(path, await new StoredLog(database).read())).toBe(SIZE);
    const { root, confirmed } = await verify();
    const report = await verifyLog(await openLogFile(path), { heads: [folder], keys });
    expect(report).toMatchObject({ entries: SIZE, root, findings: [] });
    expect(report.confirmed.length).toBe(confirmed.length);
    await expect(writeLogFile(path, await new StoredLog(database).read())).rejects.toThrow('EEXIST');
    await rm(path);
  });

  it('rejects a truncated file', async () => {
    const path = join(folder, 'log.ndjson');
    await writeLogFile(path, await new StoredLog(database).read());
    const lines = (await readFile(path, 'utf8')).split('\n');
    const read = async (content: string) => {
      await writeFile(path, content);
      return verifyLog(await openLogFile(path), { heads: [], keys: [] });
    };
    await expect(read(lines.slice(0, -2).join('\n'))).rejects.toThrow('is damaged or incomplete at line');
    await expect(read(lines.join('\n').slice(0, -50))).rejects.toThrow('is damaged or incomplete at line');
    await expect(read(`${lines.join('\n')}{}`)).rejects.toThrow('is damaged or incomplete at line');
    await expect(read(`${lines[0]}\n${' '.repeat(17 * 1024 * 1024)}`)).rejects.toThrow('incomplete at line 2');
    for (const line of ['"position":0', '"position":1.5', '"position":1,"hash":"AAAA"', '"number":null,"record":""'])
      await expect(read(`${lines[0]}\n{${line}}\n`)).rejects.toThrow('is damaged or incomplete at line 2');
    await expect(read('{}\n')).rejects.toThrow('is not an audit log of the format userkeep-audit-log@v1');
    await expect(read('')).rejects.toThrow('is not an audit log');
    await rm(path);
    await expect(openLogFile(path)).rejects.toThrow('cannot be read');
  });

  it('rejects a truncated compressed file', async () => {
    const path = join(folder, 'log.ndjson.gz');
    await writeLogFile(path, await new StoredLog(database).read());
    await truncate(path, (await stat(path)).size - 8);
    await expect(verifyLog(await openLogFile(path), { heads: [], keys: [] })).rejects.toThrow('damaged or incomplete');
    await rm(path);
  });

  it('accepts that contents were removed after their retention, and says how many', async () => {
    const positions = [...Array.from({ length: 20 }, (_, at) => 11 + at), 90];
    await database.transactions.run(async () => {
      await database.write('DELETE FROM event_log WHERE seq BETWEEN 11 AND 30 OR seq = 90');
      await node.events.publish(contentsRemoved('test_proofs.counted', positions, node.signing.privateKey));
    });
    expect(await verify()).toMatchObject({ contentsRemoved: 21, pending: 1, findings: [] });
    await database.write('DELETE FROM event_log WHERE seq = 91');
    const [first] = (await verify()).findings;
    expect(first).toMatchObject({ kind: 'contents-deleted', position: 91 });
    await database.transactions.run(() =>
      node.events.publish(contentsRemoved('test_proofs.counted', [91], node.signing.privateKey)),
    );
    expect(await verify()).toMatchObject({ pending: 2, findings: [] });
    // The numbers of both records are passed over, so that they are not part of the log.
    await database.write("UPDATE event_sequence SET high_water = (SELECT MAX(seq) FROM event_log), gaps = '[]'");
    const kinds = (await verify()).findings.map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === 'inserted')).toHaveLength(2);
    expect(kinds.filter((kind) => kind === 'contents-deleted')).toHaveLength(22);
    // An entry with an immense number does not make the verification endless.
    await database.write('UPDATE event_log SET seq = 1000000000000 ORDER BY seq DESC LIMIT 1');
    expect(await verify()).toMatchObject({ pending: 1 });
  });
});
