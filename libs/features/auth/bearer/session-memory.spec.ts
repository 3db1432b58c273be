import { SessionMemory } from './session-memory';

describe('The cache of active sessions', () => {
  let memory: SessionMemory;
  beforeEach(() => (memory = new SessionMemory()));

  const read = (sessionId: string, roles: readonly string[] | undefined, userId = 'user') =>
    memory.lookUp(sessionId, userId, async () => roles);

  it('has no entry for a session that this node has not read', async () => {
    await read('session', ['support']);
    expect(memory.rolesIn('session', 'user')).toEqual(['support']);
    expect(memory.rolesIn('another', 'user')).toBeUndefined();
    expect(memory.rolesIn('session', 'another user')).toBeUndefined();
  });

  it("removes every session of a user when the user's access changes", async () => {
    await read('first', []);
    await read('second', []);
    const before = memory.changes;
    memory.forget('user');
    expect(memory.changes).toBeGreaterThan(before);
    expect([memory.rolesIn('first', 'user'), memory.rolesIn('second', 'user')]).toEqual([undefined, undefined]);
  });

  it('does not keep what a look-up read before the change', async () => {
    let answer: (roles: readonly string[]) => void = () => undefined;
    const slow = memory.lookUp('session', 'user', () => new Promise((resolve) => (answer = resolve)));
    memory.forget('user');
    answer(['admin']);
    expect(await slow).toEqual(['admin']);
    expect(memory.rolesIn('session', 'user')).toBeUndefined();
  });

  it('keeps a session that was read as ended, however many active ones are read', async () => {
    await read('ended', undefined);
    for (let n = 0; n < 60_000; n++) await read(`session ${n}`, [], `user ${n}`);
    expect(memory.hasEnded('ended')).toBe(true);
    expect(memory.rolesIn('ended', 'user')).toBeUndefined();
  });

  it('is bounded, and removed entries are looked up again', async () => {
    for (let n = 0; n < 60_000; n++) await read(`session ${n}`, [], `user ${n}`);
    for (let n = 0; n < 30; n++) await read(`many ${n}`, [], 'one user');
    expect(memory.rolesIn('session 0', 'user 0')).toBeUndefined();
    expect(memory.rolesIn('session 59999', 'user 59999')).toEqual([]);
    expect(memory.rolesIn('many 0', 'one user')).toBeUndefined();
    expect(memory.rolesIn('many 29', 'one user')).toEqual([]);
  });

  it('makes earlier entries outdated when a look-up finds other roles', async () => {
    await read('session', ['admin']);
    const before = memory.changes;
    await read('session', ['admin']);
    expect(memory.changes).toBe(before);
    await read('session', []);
    expect(memory.changes).toBeGreaterThan(before);
  });
});
