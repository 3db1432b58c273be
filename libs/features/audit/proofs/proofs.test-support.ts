import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RuntimeConfig } from '@platform/config/runtime.config';
import { defineEvent } from '@platform/event-log/definitions/define-event';
import { eventNodeOn } from '@platform/event-log/event-log.test-support';
import { DurablePosition } from '@platform/event-log/positions/durable-position';
import { LeafHashes } from '@platform/event-log/positions/leaf-hashes';
import { NodeHeartbeat } from '@platform/event-log/node/node-heartbeat';
import { FolderFileStore } from '@platform/files/folder-file-store';
import { IntegerField } from '@platform/http/fields/fields';
import { HttpConfig } from '@platform/http/http.config';
import { newId, type UserId } from '@platform/ids/ids';
import { JobRepository } from '@platform/jobs/job.repository';
import { Jobs } from '@platform/jobs/jobs';
import type { Database } from '@platform/persistence/database';
import type { VerifierKey } from '@platform/transparency-log/signed-note.rule';
import type { Keyring } from '@platform/vault/keyring/keyring';
import type { RingKey } from '@platform/vault/keyring/ring-key';
import type { AuditAlarms } from './alarms/audit-alarms';
import { AuditLogRepository } from './log/audit-log.repository';
import { CheckpointRepository } from './log/checkpoint.repository';
import { CheckpointSigner } from './log/checkpoint-signer';
import { LogIntegration } from './log/log-integration';
import { LogTree } from './log/log-tree';

class CountedFacts {
  @IntegerField({ min: 0, max: 1_000_000, description: 'A number.' })
  n: number;
}

const Counted = defineEvent('test_proofs.counted', 1, CountedFacts, 'Something was counted');

export type ProofNode = Awaited<ReturnType<typeof proofNodeOn>>;

/** A keyring with keys of the log alone, the first one the oldest. With a key in PEM, it is the only one. */
export function logKeyring(count = 1, given?: string) {
  const ages = Array.from({ length: count }, (_, at) => count - 1 - at);
  const keys: RingKey[] = ages.map((days) => {
    const { privateKey, publicKey } = given ? pairOf(given) : generateKeyPairSync('ed25519');
    const createdAt = new Date(Date.now() - days * 24 * 3_600_000);
    return { purpose: 'audit-log', id: '0123456789ab', createdAt, secret: Buffer.alloc(0), privateKey, publicKey };
  });
  const live = () => keys.toReversed();
  return { keys, keyring: { live, current: () => live()[0] } as unknown as Keyring };
}

function pairOf(pem: string) {
  const privateKey = createPrivateKey(pem);
  return { privateKey, publicKey: createPublicKey(privateKey) };
}

/** The audit log of one process: its events, its tree in a folder, and its keys. */
export async function proofNodeOn(database: Database, { keys: ringKeys, keyring } = logKeyring(), folder?: string) {
  const signing = ringKeys.at(-1) as RingKey & { readonly privateKey: KeyObject };
  const node = eventNodeOn(database);
  const dataDir = folder ?? (await mkdtemp(join(tmpdir(), 'proofs-')));
  const files = new FolderFileStore(Object.assign(new RuntimeConfig(), { dataDir }));
  const logs = new AuditLogRepository(database);
  const checkpoints = new CheckpointRepository(database);
  const tree = new LogTree(files, new LeafHashes(database));
  const signer = new CheckpointSigner(keyring);
  const { transactions } = database;
  const alarms: string[] = [];
  const raising = { raise: async (alarm: string) => void alarms.push(alarm), clear: () => undefined };
  const integrationOf = () =>
    new LogIntegration(
      logs,
      checkpoints,
      tree,
      signer,
      new DurablePosition(node.positions, new NodeHeartbeat(database)),
      node.events,
      transactions,
      raising as unknown as AuditAlarms,
      new Jobs(new JobRepository(database), transactions),
      Object.assign(new HttpConfig(), { givenPublicUrl: 'https://api.example.com' }),
    );
  const integration = integrationOf();

  const publish = async (count: number, subject: UserId | null = newId<UserId>()) => {
    for (let left = count; left > 0; left -= 500)
      await transactions.run(async () => {
        for (let n = 0; n < Math.min(500, left); n++)
          await node.events.publish(Counted.of({ subject, facts: { n: left - n } }));
      });
    // After a rollback, the first step only finds out that its state is no longer that of the database.
    for (let step = 0; step < 3; step++) await node.sequencer.step();
  };
  const keys = async (): Promise<VerifierKey[]> => signer.keys((await logs.current())!.origin).map(({ key }) => key);
  const stop = async () => {
    await node.process.beforeApplicationShutdown();
    await rm(dataDir, { recursive: true, force: true });
  };
  return {
    ...node,
    alarms,
    raising,
    signing,
    files,
    dataDir,
    logs,
    checkpoints,
    tree,
    signer,
    integration,
    integrationOf,
    publish,
    keys,
    stop,
  };
}

/** Removes all logs and their checkpoints. */
export async function emptyLogs(database: Database): Promise<void> {
  for (const table of ['audit_log', 'audit_checkpoint', 'audit_head']) await database.write(`DELETE FROM ${table}`);
}

/** As if a backup had been restored: without the events after a position and without their checkpoints. */
export async function rollBack(database: Database, kept: number, highWater: number, checkpoint: number): Promise<void> {
  await database.write('DELETE FROM event_log WHERE seq > ?', [highWater]);
  await database.write('DELETE FROM event_run WHERE position > ?', [kept]);
  await database.write('DELETE FROM audit_checkpoint WHERE size > ?', [checkpoint]);
  await database.write(
    "UPDATE event_sequence SET position = ?, high_water = ?, gaps = '[]', until = UTC_TIMESTAMP(3)",
    [kept, highWater],
  );
}
