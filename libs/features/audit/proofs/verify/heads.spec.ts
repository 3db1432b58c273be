import { generateKeyPairSync } from 'node:crypto';
import { checkpointText } from '@platform/transparency-log/checkpoint.rule';
import { noteOf, signatureLine, type SignerKey } from '@platform/transparency-log/signed-note.rule';
import { headsIn } from './heads';

describe('A checkpoint that was kept elsewhere', () => {
  it('names a signer once if its key was rotated', () => {
    const origin = 'api.example.com/audit/1';
    const keys: SignerKey[] = [1, 2].map(() => ({ name: origin, type: 'log', ...generateKeyPairSync('ed25519') }));
    const text = checkpointText({ origin, size: 1, root: Buffer.alloc(32) });
    const lines = keys.map((key) => signatureLine(text, key, 0));
    expect(headsIn(noteOf(text, lines), 'a file', keys)).toMatchObject([{ isSigned: true, signers: [origin] }]);
  });
});
