import type { Caller } from '@platform/access/principal';
import type { ApiKeyId, SessionId, UserId } from '@platform/ids/ids';
import { ChangeAccess } from './change-access';
import { declareChanges } from './change-readers';

const change = { before: 'a', after: 'b' };
const hidden = { hidden: true };
const CHANGES = { plain: change, secret: change, ruled: change, own: change, undeclared: change };

const staff = (...permissions: string[]): Caller => ({
  kind: 'user',
  userId: 'staff' as UserId,
  sessionId: 's' as SessionId,
  roles: [],
  permissions: new Set(permissions),
});
const app = (...permissions: string[]): Caller => ({
  kind: 'app',
  keyId: 'k' as ApiKeyId,
  roles: [],
  permissions: new Set(permissions),
});

describe('The values of changes', () => {
  const access = new ChangeAccess();

  beforeAll(() => {
    declareChanges('test.changed', {
      plain: { permission: 'see' },
      secret: { permission: 'see.secrets', sealed: true },
      ruled: { permission: 'see', rule: 'test.rule' },
      own: { permission: null },
      'named.*': { permission: 'see', rule: 'test.names' },
    });
    access.register('test.names', async () => () => 'values or absent');
    access.register(
      'test.rule',
      async () =>
        ({ kind }) =>
          kind === 'app' ? 'values' : 'absent',
    );
  });

  it('are shown to staff who hold the permission of the field, and hidden from others', async () => {
    const changesFor = async (caller: Caller) =>
      (await access.forCaller(caller)).of('test.changed', 'subject', CHANGES);
    const none = { plain: hidden, secret: hidden, ruled: hidden, own: hidden, undeclared: hidden };
    expect(await changesFor(staff('audit.read'))).toEqual({ changes: none, showsSealed: false });
    expect((await changesFor(app('audit.read'))).changes).toEqual(none);
    const { ruled: _, ...withoutRuled } = none;
    expect((await changesFor(staff('see'))).changes).toEqual({ ...withoutRuled, plain: change });
    expect((await changesFor(app('see'))).changes).toEqual({ ...none, plain: change, ruled: change });
    expect(await changesFor(staff('see.secrets'))).toEqual({ changes: { ...none, secret: change }, showsSealed: true });
  });

  it('are shown with a name that is personal only to those who may read the value', async () => {
    const named = { 'named.diary': change };
    const of = async (caller: Caller) => (await access.forCaller(caller)).of('test.changed', 'subject', named).changes;
    expect(await of(staff('see'))).toEqual(named);
    for (const caller of [staff('audit.read'), app('audit.read')]) expect(await of(caller)).toEqual({});
    const own = async (isKey: boolean) =>
      (await access.forSubject('subject' as UserId, isKey)).of('test.changed', 'subject', named).changes;
    expect([await own(false), await own(true)]).toEqual([named, {}]);
  });

  it('are shown to a configured reader as to an app key with its permissions', async () => {
    const changesFor = async (...permissions: string[]) =>
      (await access.forPermissions(new Set(permissions))).of('test.changed', 'subject', CHANGES).changes;
    const none = { plain: hidden, secret: hidden, ruled: hidden, own: hidden, undeclared: hidden };
    expect(await changesFor()).toEqual(none);
    expect(await changesFor('see')).toEqual({ ...none, plain: change, ruled: change });
    expect(await changesFor('see.secrets')).toEqual({ ...none, secret: change });
  });

  it("are shown to the user concerned, even if hidden from all others, but not to the user's keys", async () => {
    const seen = async (isKey: boolean) =>
      (await access.forSubject('subject' as UserId, isKey)).of('test.changed', 'subject', CHANGES).changes;
    expect(await seen(false)).toEqual({ plain: change, secret: change, own: change, undeclared: change });
    expect(await seen(true)).toEqual({ plain: hidden, secret: hidden, own: hidden, undeclared: hidden });
  });

  it('of their own account are shown to administrators as to any user', async () => {
    const view = await access.forCaller(staff('audit.read'));
    expect(view.of('test.changed', 'staff', CHANGES).changes).toMatchObject({ secret: change, own: change });
    expect(view.of('test.changed', null, CHANGES).changes).toMatchObject({ secret: hidden, own: hidden });
  });

  it('are hidden by a rule that no module has registered', async () => {
    declareChanges('test.forgotten', { field: { permission: 'see', rule: 'test.missing' } });
    const view = await access.forCaller(staff('see'));
    expect(view.of('test.forgotten', null, { field: change }).changes).toEqual({ field: hidden });
  });
});
