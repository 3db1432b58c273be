import { SessionMemory } from './session-memory';

describe('What is remembered of roles', () => {
  it('is what was read last, however late an earlier look-up comes back', () => {
    const memory = new SessionMemory();
    const slowLookUp = memory.takeTurn();
    const signal = memory.takeTurn();
    memory.rememberRoles('user', [], signal, 600);
    memory.rememberRoles('user', ['admin'], slowLookUp, 600);
    expect(memory.changedRolesOf('user')).toEqual([]);
    memory.rememberRoles('user', ['support'], memory.takeTurn(), 600);
    expect(memory.changedRolesOf('user')).toEqual(['support']);
  });
});
