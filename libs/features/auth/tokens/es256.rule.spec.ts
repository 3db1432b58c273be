import { generateKeyPairSync } from 'node:crypto';
import { verify } from 'jsonwebtoken';
import { encode, signCompact } from './es256.rule';

describe('A signed token', () => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const header = encode(JSON.stringify({ alg: 'ES256', typ: 'at+jwt' }));

  it('is valid for other libraries, whatever bytes its signature begins with', () => {
    // One number in 256 begins with a zero byte, and one in two with a bit that looks like a sign.
    for (let n = 0; n < 2000; n++) {
      const token = signCompact(header, { n, name: 'Ada Lövelace ✓' }, privateKey);
      expect(verify(token, publicKey, { algorithms: ['ES256'] })).toEqual({ n, name: 'Ada Lövelace ✓' });
    }
  });

  it('is rejected when a character of it is changed', () => {
    const token = signCompact(header, { n: 1 }, privateKey);
    const [first = '', claims = '', signature = ''] = token.split('.');
    for (const forged of [
      `${first}.${encode('{"n":2}')}.${signature}`,
      `${encode('{"alg":"ES256"}')}.${claims}.${signature}`,
    ])
      expect(() => verify(forged, publicKey, { algorithms: ['ES256'] })).toThrow('invalid signature');
  });
});
