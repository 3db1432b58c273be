import type { SessionId, UserId } from '@platform/ids/ids';
import { SessionMemory } from './session-memory';

describe('The cache of active sessions', () => {
  let memory: SessionMemory;
  beforeEach(() => (memory = new SessionMemory()));

  const read = (sessionId: SessionId, roles: readonly string[] | undefined, userId = 'user' as UserId) =>
    memory.lookUp(sessionId, userId, async () => roles);

  it('has no entry for a session that this node has not read', async () => {
    await read('session' as SessionId, ['support']);
    expect(memory.rolesIn('session' as SessionId, 'user' as UserId)).toEqual(['support']);
    expect(memory.rolesIn('another' as SessionId, 'user' as UserId)).toBeUndefined();
    expect(memory.rolesIn('session' as SessionId, 'another user' as UserId)).toBeUndefined();
  });

  it("removes every session of a user when the user's access changes", async () => {
    await read('first' as SessionId, []);
    await read('second' as SessionId, []);
    const before = memory.changes;
    memory.forget('user' as UserId);
    expect(memory.changes).toBeGreaterThan(before);
    expect([
      memory.rolesIn('first' as SessionId, 'user' as UserId),
      memory.rolesIn('second' as SessionId, 'user' as UserId),
    ]).toEqual([undefined, undefined]);
  });

  it('does not keep what a look-up read before the change', async () => {
    let answer: (roles: readonly string[]) => void = () => undefined;
    const slow = memory.lookUp(
      'session' as SessionId,
      'user' as UserId,
      () => new Promise((resolve) => (answer = resolve)),
    );
    memory.forget('user' as UserId);
    answer(['admin']);
    expect(await slow).toEqual(['admin']);
    expect(memory.rolesIn('session' as SessionId, 'user' as UserId)).toBeUndefined();
  });

  it('keeps a session that was read as ended, however many active ones are read', async () => {
    await read('ended' as SessionId, undefined);
    for (let n = 0; n < 60_000; n++) await read(`session ${n}` as SessionId, [], `user ${n}` as UserId);
    expect(memory.hasEnded('ended' as SessionId)).toBe(true);
    expect(memory.rolesIn('ended' as SessionId, 'user' as UserId)).toBeUndefined();
  });

  it('is bounded, and removed entries are looked up again', async () => {
    for (let n = 0; n < 60_000; n++) await read(`session ${n}` as SessionId, [], `user ${n}` as UserId);
    for (let n = 0; n < 30; n++) await read(`many ${n}` as SessionId, [], 'one user' as UserId);
    expect(memory.rolesIn('session 0' as SessionId, 'user 0' as UserId)).toBeUndefined();
    expect(memory.rolesIn('session 59999' as SessionId, 'user 59999' as UserId)).toEqual([]);
    expect(memory.rolesIn('many 0' as SessionId, 'one user' as UserId)).toBeUndefined();
    expect(memory.rolesIn('many 29' as SessionId, 'one user' as UserId)).toEqual([]);
  });

  it('makes earlier entries outdated when a look-up finds other roles', async () => {
    await read('session' as SessionId, ['admin']);
    const before = memory.changes;
    await read('session' as SessionId, ['admin']);
    expect(memory.changes).toBe(before);
    await read('session' as SessionId, []);
    expect(memory.changes).toBeGreaterThan(before);
  });
});
