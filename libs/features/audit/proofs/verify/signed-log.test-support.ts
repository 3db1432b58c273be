import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Database } from '@platform/persistence/database';
import type { VerifierKey } from '@platform/transparency-log/signed-note.rule';
import type { Chance } from '@test/support/chance';
import { FolderDestination } from '../heads/folder-destination';
import { proofNodeOn, type ProofNode } from '../proofs.test-support';
import { AttackedLog, type Attack } from './attacks.test-support';
import { StoredLog } from './stored-log';
import { verifyLog, type VerifiedLog } from './verify-log';

class Undo extends Error {}

/** A log whose checkpoints and tiles were kept in a folder. */
export class SignedLog {
  private constructor(
    private readonly database: Database,
    readonly size: number,
    readonly node: ProofNode,
    readonly folder: string,
    readonly keys: VerifierKey[],
  ) {}

  static async create(database: Database, size: number, step: number): Promise<SignedLog> {
    const node = await proofNodeOn(database);
    const folder = await mkdtemp(join(tmpdir(), 'heads-'));
    for (let done = 0; done < size; done += step) {
      await node.publish(step);
      await node.integration.run();
      const log = (await node.logs.current())!;
      const [checkpoint] = await node.checkpoints.newest(log.number, 1);
      await new FolderDestination(folder, 60, node.tree).send({ ...checkpoint!, log });
    }
    // Numbers that were passed over, as after transactions that were rolled back.
    await database.write('UPDATE event_sequence SET high_water = high_water + 10');
    return new SignedLog(database, size, node, folder, await node.keys());
  }

  readonly verify = async (heads = [this.folder], keys = this.keys): Promise<VerifiedLog> =>
    verifyLog(await new StoredLog(this.database).read(), { heads, keys });

  /** Verifies the log after the attack, which is undone afterwards. */
  async attacked(attack: Attack, chance: Chance, heads?: string[]) {
    const log = new AttackedLog(this.database, this.node.log, this.size, chance);
    let position: number | undefined;
    let report: VerifiedLog | undefined;
    await this.undone(async () => {
      position = await attack.run(log);
      report = await this.verify(heads);
    });
    return { position, report: report! };
  }

  /** Runs the work in a transaction that is undone. */
  async undone(work: () => Promise<void>): Promise<void> {
    const attempt = this.database.transactions.run(async () => {
      await work();
      throw new Undo();
    });
    await attempt.catch((error: unknown) => {
      if (!(error instanceof Undo)) throw error;
    });
  }

  async remove(): Promise<void> {
    await this.node.stop();
    await rm(this.folder, { recursive: true });
  }
}
