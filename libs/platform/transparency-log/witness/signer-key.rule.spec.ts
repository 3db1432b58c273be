import { generateKeyPairSync, sign, verify } from 'node:crypto';
import { parseWitnessKey, signerKeyText } from './signer-key.rule';

const key = { name: 'witness.example/w1', type: 'witness', ...generateKeyPairSync('ed25519') } as const;
const TEXT = signerKeyText(key);

describe('The text of the private key of a witness', () => {
  it('is parsed back to the same key', () => {
    expect(TEXT).toMatch(/^PRIVATE\+KEY\+witness\.example\/w1\+[0-9a-f]{8}\+B[A-Za-z0-9+/]{43}$/);
    const parsed = parseWitnessKey(TEXT)!;
    expect(parsed.name).toBe(key.name);
    const bytes = Buffer.from('signed');
    expect(verify(null, bytes, key.publicKey, sign(null, bytes, parsed.privateKey))).toBe(true);
  });

  it.each([
    ['is empty', ''],
    ['is shortened', TEXT.slice(0, -1)],
    ['has another name', TEXT.replace('w1', 'w2')],
    ['has another beginning', TEXT.replace('PRIVATE+KEY+', '')],
    ['has another last character', TEXT.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'))],
    ['is the key of a log', signerKeyText({ ...key, type: 'log' })],
    ['has a space in the name', signerKeyText({ ...key, name: 'a b' })],
  ])('is refused if it %s', (_fault, text) => expect(parseWitnessKey(text)).toBeUndefined());
});
