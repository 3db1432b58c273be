import { generateKeyPairSync, hash } from 'node:crypto';
import { checkpointText } from '@platform/transparency-log/checkpoint.rule';
import { noteOf, signatureLine, verifierKeyText, type SignerKey } from '@platform/transparency-log/signed-note.rule';
import { consistencyProof, nodeHash, rootOf, type ReadHash } from '@platform/transparency-log/tree.rule';
import { addCheckpointText } from '@platform/transparency-log/witness/add-checkpoint.rule';

/** A transparency log in memory. */
export class TestLog {
  constructor(
    readonly origin = 'example.com/log',
    readonly key: SignerKey = { name: origin, type: 'log', ...generateKeyPairSync('ed25519') },
    /** The entries at and after this number differ from those of other forks. */
    private readonly forkedAt = Infinity,
  ) {}

  get verifierKey(): string {
    return verifierKeyText(this.key);
  }

  /** Another log with the same key and the same first entries. */
  fork(at: number): TestLog {
    return new TestLog(this.origin, this.key, at);
  }

  /** The signed note. */
  async checkpoint(size: number): Promise<string> {
    const text = checkpointText({ origin: this.origin, size, root: await rootOf(size, this.read) });
    return noteOf(text, [signatureLine(text, this.key, 0)]);
  }

  proof(from: number, to: number): Promise<Buffer[]> {
    return consistencyProof(from, to, this.read);
  }

  /** The body of `POST /add-checkpoint`. */
  async request(from: number, to: number): Promise<string> {
    return addCheckpointText({
      oldSize: from,
      proof: await this.proof(from, to),
      checkpoint: await this.checkpoint(to),
    });
  }

  private readonly read: ReadHash = async (level, index) =>
    level === 0
      ? hash('sha256', `${index >= this.forkedAt ? 'changed ' : ''}entry ${index}`, 'buffer')
      : nodeHash(await this.read(level - 1, 2 * index), await this.read(level - 1, 2 * index + 1));
}
