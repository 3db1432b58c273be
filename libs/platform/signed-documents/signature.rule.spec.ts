import { generateKeyPairSync } from 'node:crypto';
import { isSignatureValid, signDocument } from './signature.rule';

const DOCUMENT = Buffer.from('{"a":1}');
const pair = () => ({ id: 'k1', ...generateKeyPairSync('ed25519') });

describe('The signature of a document', () => {
  const signed = signDocument('export', DOCUMENT, pair());

  it('is valid for the document alone', () => {
    expect(isSignatureValid('export', DOCUMENT, signed)).toBe(true);
    expect(isSignatureValid('export', Buffer.from('{"a":2}'), signed)).toBe(false);
  });

  it('is not valid for another kind of document', () => {
    expect(isSignatureValid('consent-receipt', DOCUMENT, signed)).toBe(false);
  });

  it('is not valid with another key', () => {
    const { publicKey } = signDocument('export', DOCUMENT, pair());
    expect(isSignatureValid('export', DOCUMENT, { ...signed, publicKey })).toBe(false);
  });

  it.each([
    ['', signed.signature],
    ['x'.repeat(43), ''],
    [signed.publicKey, ''],
    [signed.publicKey, `${signed.signature}=`],
    [signed.publicKey, signed.signature.slice(1)],
    [`${signed.publicKey}AA`, signed.signature],
  ])('is not valid with the key %j and the signature %j', (publicKey, signature) => {
    expect(isSignatureValid('export', DOCUMENT, { publicKey, signature })).toBe(false);
  });
});
