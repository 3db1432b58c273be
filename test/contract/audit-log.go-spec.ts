import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { FolderDestination } from '@features/audit/proofs/heads/folder-destination';
import { proofNodeOn, type ProofNode } from '@features/audit/proofs/proofs.test-support';
import { recordOf } from '@platform/event-log/entries/leaf.rule';
import { verifierKeyText } from '@platform/transparency-log/signed-note.rule';
import { consistencyProof, inclusionProof } from '@platform/transparency-log/tree.rule';
import { createTestDatabases, type TestDatabases } from '@test/support/test-database';

const SIZES = [1, 2, 255, 256, 257, 700, 1300];

/** What the verifier reads, as in fixtures/go-verifier/main.go. */
interface Input {
  readonly VerifierKey: string;
  readonly Old: string;
  readonly New: string;
  readonly Consistency: readonly string[];
  readonly Record: string;
  readonly Index: number;
  readonly Inclusion: readonly string[];
  readonly Tiles: string;
}

describe("Go's packages sumdb/note and sumdb/tlog", () => {
  let databases: TestDatabases;
  let node: ProofNode;
  let folder: string;
  let program: string;
  const notes = new Map<number, string>();

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'go-'));
    program = join(folder, 'verifier');
    await run('go', ['build', '-o', program, join(__dirname, 'fixtures', 'go-verifier', 'main.go')]);
    databases = await createTestDatabases();
    node = await proofNodeOn(databases.main.database);
    let size = 0;
    for (const next of SIZES) {
      await node.publish(next - size);
      size = next;
      await node.integration.run();
      const log = (await node.logs.current())!;
      const [checkpoint] = await node.checkpoints.newest(log.number, 1);
      notes.set(size, checkpoint!.note);
      await new FolderDestination(join(folder, 'heads'), 60, node.tree).send({ ...checkpoint!, log });
    }
  }, 120_000);
  afterAll(async () => {
    await node.stop();
    await databases.drop();
    await rm(folder, { recursive: true, force: true });
  });

  const input = async (older: number, index: number): Promise<Input> => {
    const log = (await node.logs.current())!;
    const newest = SIZES.at(-1)!;
    const read = node.tree.tiles(log).reader(newest);
    const [key] = await node.keys();
    const [entry] = await node.log.withNumbers([index + 1]);
    const base64 = (hashes: readonly Buffer[]) => hashes.map((hash) => hash.toString('base64'));
    return {
      VerifierKey: verifierKeyText(key!),
      Old: notes.get(older)!,
      New: notes.get(newest)!,
      Consistency: base64(await consistencyProof(older, newest, read)),
      Record: recordOf(entry!).toString('base64'),
      Index: index,
      Inclusion: base64(await inclusionProof(index, newest, read)),
      Tiles: join(folder, 'heads', log.files),
    };
  };
  const verified = async (given: Input) => run(program, [], JSON.stringify(given));

  it('accept our checkpoints, consistency and inclusion proofs, and tiles', async () => {
    for (const [at, older] of SIZES.entries())
      for (const index of [0, older - 1, 199 * at]) expect(await verified(await input(older, index))).toBe('ok\n');
  });

  it('refuse what was changed', async () => {
    const good = await input(257, 42);
    const other = await input(256, 43);
    const changes: [Partial<Input>, string][] = [
      [{ Old: good.Old.replace('\n257\n', '\n258\n') }, 'old checkpoint'],
      [{ VerifierKey: good.VerifierKey.slice(0, -4) + 'AAA=' }, ''],
      [{ Consistency: other.Consistency }, 'consistency'],
      [{ Record: other.Record }, 'inclusion'],
      [{ Index: 43 }, 'inclusion'],
      [{ Inclusion: other.Inclusion }, 'inclusion'],
    ];
    for (const [change, where] of changes) {
      const answer = await verified({ ...good, ...change });
      expect(answer).not.toBe('ok\n');
      expect(answer).toContain(where);
    }
    const tile = join(good.Tiles, 'tile', '0', '000');
    await writeFile(tile, Buffer.alloc(256 * 32));
    expect(await verified(good)).toContain('tiles');
  });
});

/** Returns what the program prints. */
async function run(program: string, args: readonly string[], given = ''): Promise<string> {
  // The packages are those of Debian's golang-golang-x-mod-dev.
  const env = { ...process.env, GO111MODULE: 'off', GOPATH: '/usr/share/gocode', GOCACHE: join(tmpdir(), 'go-cache') };
  const child = spawn(program, args, { env, stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.end(given);
  return text(child.stdout);
}
