import { Injectable } from '@nestjs/common';
import { UserKeyRepository, type StoredUserKey } from '../user-keys/user-key.repository';
import { unwrapUserKey, wrapUserKey } from '../user-keys/user-key-wrapping';
import { Keyring } from '../keyring/keyring';
import type { RingKey } from '../keyring/ring-key';

const BATCH = 500;
const BEFORE_ALL = Buffer.alloc(0);

export interface ReWrapProgress {
  /** The number of keys that this run has wrapped again. */
  readonly done: number;
  /** The number of keys to wrap when this run began. */
  readonly total: number;
}

/**
 * Wraps every user's key with the current sealing key. It stores no progress: the remaining keys are those that former
 * keys still wrap. So an interrupted run can be started again, and two runs at once do no harm.
 */
@Injectable()
export class ReWrap {
  constructor(
    private readonly keyring: Keyring,
    private readonly repository: UserKeyRepository,
  ) {}

  async run(onProgress: (progress: ReWrapProgress) => void = () => undefined): Promise<ReWrapProgress> {
    await this.keyring.reload();
    const current = this.keyring.current('sealing');
    const waiting = [...(await this.repository.countByRingKey())].filter(([id]) => id !== current.id);
    const total = waiting.reduce((sum, [, count]) => sum + count, 0);
    let done = 0;
    for (const [formerId] of waiting) {
      const former = this.ringKey(formerId);
      await this.forEachBatch(former, async (keys) => {
        done += await this.repository.replaceWrapping(rewrapped(keys, former, current), former.id, current.id);
        onProgress({ done, total });
      });
    }
    return { done, total };
  }

  private async forEachBatch(former: RingKey, work: (keys: readonly StoredUserKey[]) => Promise<void>): Promise<void> {
    let after: Buffer = BEFORE_ALL;
    for (;;) {
      const keys = await this.repository.batchWrappedBy(former.id, after, BATCH);
      const last = keys.at(-1);
      if (!last) return;
      await work(keys);
      after = last.userId;
    }
  }

  private ringKey(id: string): RingKey {
    const key = this.keyring.find('sealing', id);
    if (!key) throw new Error(`Users' keys are wrapped by the sealing key ${id}, which does not exist.`);
    return key;
  }
}

function rewrapped(keys: readonly StoredUserKey[], former: RingKey, current: RingKey): StoredUserKey[] {
  return keys.map(({ userId, wrapped }) => ({
    userId,
    wrapped: wrapUserKey(current, userId, unwrapUserKey(former, userId, wrapped)),
    wrappedBy: current.id,
  }));
}
