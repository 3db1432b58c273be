import { Logger } from '@nestjs/common';
import { FolderDestination } from '@features/audit/proofs/heads/folder-destination';
import { logKeyring, proofNodeOn } from '@features/audit/proofs/proofs.test-support';
import { StoredLog } from '@features/audit/proofs/verify/stored-log';
import { verifyLog } from '@features/audit/proofs/verify/verify-log';
import { createTestDatabases } from '@test/support/test-database';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Child } from './support/child';
import { isFullRun, report } from './support/fault-run';

Logger.overrideLogger(false);

/** Each time, a tile becomes full and another one begins. */
const ADDED = 300;
/** A short run kills at some of the steps. */
const STRIDE = isFullRun ? 1 : 10;

describe('The integration of the audit log, killed by kill -9 before and after its steps', () => {
  it('continues the same tree, and every signed checkpoint matches the final log', async () => {
    const databases = await createTestDatabases();
    const { database } = databases.main;
    const keyring = logKeyring();
    const node = await proofNodeOn(database, keyring);
    const folder = mkdtempSync(join(tmpdir(), 'heads-'));
    const destination = new FolderDestination(folder, 60, node.tree);
    const key = node.signing.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    const send = async () => {
      const log = (await node.logs.current())!;
      const [checkpoint] = await node.checkpoints.newest(log.number, 1);
      if (checkpoint) await destination.send({ ...checkpoint, log });
    };
    let kills = 0;
    try {
      await node.publish(ADDED);
      await node.integration.run();
      for (const when of ['before', 'after']) {
        for (let at = 1, isEnded = false; !isEnded; at += STRIDE) {
          await node.publish(ADDED);
          const env = {
            URL: databases.mainUrl,
            DATA_DIR: node.dataDir,
            KEY: key,
            KILL_AT: String(at),
            KILL_WHEN: when,
          };
          const child = new Child('integration.child.ts', env);
          const { signal, code } = await child.ended;
          isEnded = signal === null;
          if (isEnded) expect({ code, output: child.output }).toEqual({ code: 0, output: '' });
          else kills++;
          // What was signed before the kill is sent, as another process would do.
          await send();
          await node.integrationOf().run();
          await send();
          expect((await node.logs.current())?.fork).toBeUndefined();
        }
      }
      const verified = await verifyLog(await new StoredLog(database).read(), {
        heads: [folder],
        keys: await node.keys(),
      });
      expect(verified).toMatchObject({ findings: [], hasTiles: true });
      expect(kills).toBeGreaterThan(isFullRun ? 50 : 5);
      await database.write('UPDATE event_log SET version = version + 1 WHERE seq = 7');
      const altered = await verifyLog(await new StoredLog(database).read(), {
        heads: [folder],
        keys: await node.keys(),
      });
      expect(altered.findings[0]?.position).toBe(7);
      report({
        fault: 'audit log: a process killed (kill -9) at each step of the integration',
        rounds: kills,
        acknowledged: verified.entries,
        losses: 0,
        control: 'one entry altered afterwards: found',
      });
    } finally {
      await node.stop();
      rmSync(folder, { recursive: true });
      await databases.drop();
    }
  }, 600_000);
});
