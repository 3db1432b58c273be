import { parseNote, verifySignatures } from '@platform/transparency-log/signed-note.rule';
import { logKeyring } from '../proofs.test-support';
import { CheckpointSigner } from './checkpoint-signer';

const checkpoint = { origin: 'api.example.com/audit/1', size: 7, root: Buffer.alloc(32, 1) };
const DAY_MS = 24 * 3_600_000;

describe('The keys of the audit log', () => {
  afterEach(() => jest.useRealTimers());

  it('sign together for 90 days after a rotation, and then the new one alone', () => {
    const { keyring } = logKeyring(3);
    const signer = new CheckpointSigner(keyring);
    const [current, previous, oldest] = signer.keys(checkpoint.origin).map(({ key }) => key);
    const signedBy = (key: typeof current) =>
      verifySignatures(parseNote(Buffer.from(signer.sign(checkpoint)))!, [key!]);
    expect([current, previous, oldest].map((key) => signedBy(key)?.length)).toEqual([1, 1, 0]);
    jest.useFakeTimers({ now: Date.now() + 91 * DAY_MS });
    expect([current, previous, oldest].map((key) => signedBy(key)?.length)).toEqual([1, 0, 0]);
  });

  it('are all published, so that old checkpoints stay verifiable', () => {
    const { keys, keyring } = logKeyring(3);
    const published = new CheckpointSigner(keyring).keys(checkpoint.origin);
    expect(published.map(({ key }) => key.publicKey)).toEqual(keys.toReversed().map(({ publicKey }) => publicKey));
  });
});
