import { defineScope, withIncluded } from './scopes';

describe('A write scope', () => {
  it('includes the read scope of the same name, if there is one', () => {
    for (const name of ['notes:read', 'notes:write', 'reports:write']) defineScope(name, name);
    expect([...withIncluded(['notes:write', 'reports:write'])]).toEqual(['notes:write', 'reports:write', 'notes:read']);
    expect([...withIncluded(['notes:read'])]).toEqual(['notes:read']);
    expect([...withIncluded(['notes:write', 'notes:read'])]).toEqual(['notes:write', 'notes:read']);
  });
});
