import { randomBytes } from 'node:crypto';
import { decoysFor, isDecoy } from './decoy-passkeys.rule';

const SECRET = Buffer.alloc(32, 1);
const OTHER_SECRET = Buffer.alloc(32, 2);

describe('Decoy passkeys', () => {
  const many = Array.from({ length: 500 }, (_, n) => decoysFor(SECRET, `email person-${n}@example.com`));

  it('are the same for the same name and key, and different for others', () => {
    expect(decoysFor(SECRET, 'email a@example.com')).toEqual(decoysFor(SECRET, 'email a@example.com'));
    expect(decoysFor(SECRET, 'email a@example.com')).not.toEqual(decoysFor(OTHER_SECRET, 'email a@example.com'));
    const ids = many.flat().map(({ credentialId }) => credentialId.toString('hex'));
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('are one or two, with the lengths and transports of real passkeys', () => {
    expect(new Set(many.map(({ length }) => length))).toEqual(new Set([1, 2]));
    const kinds = new Set(many.flat().map((one) => `${one.credentialId.length} ${one.transports.join()}`));
    expect([...kinds].sort()).toEqual(['16 hybrid,internal', '20 hybrid,internal', '32 internal', '48 nfc,usb']);
  });

  it('are recognised with the key, and real passkeys are not taken for decoys', () => {
    for (const { credentialId } of many.flat()) {
      expect([isDecoy(SECRET, credentialId), isDecoy(OTHER_SECRET, credentialId)]).toEqual([true, false]);
    }
    for (const length of [0, 1, 8, 15, 16, 20, 1023]) expect(isDecoy(SECRET, randomBytes(length))).toBe(false);
  });
});
