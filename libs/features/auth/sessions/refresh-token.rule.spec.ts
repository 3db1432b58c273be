import { randomBytes } from 'node:crypto';
import { newId } from '@platform/ids/ids';
import { firstToken, hashOf, readToken, successorOf, writeToken } from './refresh-token.rule';

describe('Refresh tokens', () => {
  const [key, other] = [randomBytes(32), randomBytes(32)];

  it('are parsed as they were issued, under any live key', () => {
    const token = firstToken(newId());
    expect(readToken(writeToken(token, key), [other, key])).toEqual({ token, key });
    expect(readToken(writeToken(token, key), [other])).toBeUndefined();
  });

  it('are rejected when a single bit is changed', () => {
    const bytes = Buffer.from(writeToken(firstToken(newId()), key).slice(4), 'base64url');
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const changed = Buffer.from(bytes);
      changed[bit >> 3] = (changed[bit >> 3] as number) ^ (1 << (bit & 7));
      expect(readToken(`ukr_${changed.toString('base64url')}`, [key])).toBeUndefined();
    }
  });

  it('have one successor for a token and key, and a different one for every other', () => {
    const token = firstToken(newId());
    const successor = successorOf(token, key);
    expect(successorOf(token, key)).toEqual(successor);
    expect(successor.generation).toBe(1);
    for (const different of [
      successorOf(token, other),
      successorOf(successor, key),
      successorOf(firstToken(token.sessionId), key),
    ]) {
      expect(hashOf(different)).not.toEqual(hashOf(successor));
    }
  });

  it.each(['', 'ukr_', 'ukr_short', `uk_${'A'.repeat(91)}`, `ukr_${'A'.repeat(92)}`, `ukr_${'!'.repeat(91)}`])(
    'cannot be %j',
    (text) => {
      expect(readToken(text, [key])).toBeUndefined();
    },
  );
});
