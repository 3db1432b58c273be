import { firstIdAt, idFromBytes, idToBytes, isId, newId, type SessionId, type UserId } from './ids';

describe('Ids', () => {
  it('are UUIDs of version 7 that contain their time, in the order of their creation', () => {
    const before = Date.now();
    const ids = Array.from({ length: 20_000 }, newId);
    const after = Date.now();
    expect(ids.every(isId)).toBe(true);
    expect(new Set(ids).size).toBe(ids.length);
    expect([...ids].sort()).toEqual(ids);
    expect(new Set(ids.map((id) => id[14]))).toEqual(new Set(['7']));
    const times = ids.map((id) => Number.parseInt(id.replace('-', '').slice(0, 12), 16));
    expect(times[0]).toBeGreaterThanOrEqual(before);
    expect(times[times.length - 1]).toBeLessThanOrEqual(after + 1);
  });

  it('can be converted to bytes and back', () => {
    const id = newId();
    expect(idToBytes(id)).toHaveLength(16);
    expect(idFromBytes(idToBytes(id))).toBe(id);
    expect(idToBytes(id).compare(firstIdAt(new Date(Date.now() - 60_000)))).toBe(1);
  });

  it.each(['', 'x', '0198', `${newId()}00`, 'zzzzzzzz-zzzz-7zzz-8zzz-zzzzzzzzzzzz'])('cannot be %j', (text) => {
    expect(isId(text)).toBe(false);
    expect(() => idToBytes(text)).toThrow('not an ID');
  });

  it('of one kind do not compile in the place of another kind, but are texts', () => {
    const [user, session] = [newId<UserId>(), newId<SessionId>()];
    const send = (from: UserId, to: UserId) => [from, to];
    // @ts-expect-error A session is no user.
    expect(send(user, session)).toHaveLength(2);
    // @ts-expect-error Nor is any text.
    expect(send(user, 'ada')).toHaveLength(2);
    const text: string = user;
    expect(text).toBe(user);
  });
});
