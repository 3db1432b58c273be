import { createRecipientKeyPair, parsePrivateKey, parsePublicKey, publicKeyText } from './recipient-key.rule';
import { unwrapFileKey, wrapFileKey } from './file-key.rule';

describe('The key of a recipient', () => {
  it('wraps the key of an archive, which only the private key unwraps', () => {
    const pair = createRecipientKeyPair();
    const fileKey = Buffer.alloc(32, 7);
    const wrapped = wrapFileKey(fileKey, parsePublicKey(pair.publicKey)!);
    const privateKey = parsePrivateKey(`# A comment\n${pair.privateKey}\n`)!;
    expect(unwrapFileKey(wrapped, privateKey)).toEqual(fileKey);
    expect(unwrapFileKey(wrapped, parsePrivateKey(createRecipientKeyPair().privateKey)!)).toBeUndefined();
    for (const part of ['ephemeralKey', 'wrappedKey'] as const) {
      const changed = (wrapped[part].startsWith('A') ? 'B' : 'A') + wrapped[part].slice(1);
      expect(unwrapFileKey({ ...wrapped, [part]: changed }, privateKey)).toBeUndefined();
    }
  });

  it('is rejected if a character was mistyped or is missing', () => {
    const { publicKey } = createRecipientKeyPair();
    expect(publicKeyText(parsePublicKey(publicKey)!)).toBe(publicKey);
    for (let at = 0; at < publicKey.length; at++) {
      const mistyped = publicKey.slice(0, at) + (publicKey[at] === 'x' ? 'y' : 'x') + publicKey.slice(at + 1);
      expect(parsePublicKey(mistyped)).toBeUndefined();
      expect(parsePublicKey(publicKey.slice(0, at) + publicKey.slice(at + 1))).toBeUndefined();
    }
    expect(parsePrivateKey('no key')).toBeUndefined();
  });
});
