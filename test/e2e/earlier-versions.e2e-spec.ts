import { untilSequenced } from '@test/support/positions';
import { RetentionRepository } from '@platform/event-log/retention/retention.repository';
import { idToBytes, newId } from '@platform/ids/ids';
import { Vault } from '@platform/vault/vault';
import { addEvents } from '@test/support/many-events';
import type { TestUser } from '@test/support/test-api';
import { faultsOf } from '@test/support/two-nodes';
import { eraseUser } from '@test/support/user-data';
import { justBefore, startWithVersions, type WithVersions } from '@test/support/with-versions';

const HIDDEN = { hidden: true };
const PERSONAL_READ = 'users.personal_data_read';

describe('The earlier versions of a user', () => {
  let versions: WithVersions;

  beforeAll(async () => {
    versions = await startWithVersions();
  });
  afterAll(() => versions.stop());

  describe('shown to an administrator', () => {
    it('contain the profile as it was, the last change until then and the number of changes since', async () => {
      const user = await versions.someone({ displayName: 'Ada' });
      const first = await versions.change(user, '/v1/me', { bio: 'One' });
      const second = await versions.change(user, '/v1/me', { bio: 'Two', displayName: 'Countess' });
      const third = await versions.change(user, '/v1/me', { displayName: null });
      const [last, middle, begin] = await versions.eventsOf(user, 'users.profile_changed');
      const by = { actorKind: 'user', actorId: user.id };
      const profile = (displayName: string | null, bio: string | null) => ({
        username: { value: null },
        displayName: { value: displayName },
        bio: { value: bio },
        locale: { value: 'en' },
      });
      expect(await versions.version(user, justBefore(first), 'profile')).toEqual({
        record: 'profile',
        reason: null,
        fields: profile('Ada', null),
        changesSince: 3,
        lastChange: null,
      });
      expect(await versions.version(user, first, 'profile')).toMatchObject({
        fields: profile('Ada', 'One'),
        changesSince: 2,
        lastChange: { id: begin.id, at: first, ...by },
      });
      expect(await versions.version(user, second, 'profile')).toMatchObject({
        fields: profile('Countess', 'Two'),
        changesSince: 1,
        lastChange: { id: middle.id, at: second, ...by },
      });
      expect(await versions.version(user, third, 'profile')).toMatchObject({
        fields: profile(null, 'Two'),
        changesSince: 0,
        lastChange: { id: last.id, at: third, ...by },
      });
    });

    it('contain personal information and attributes as they were, with a recorded read', async () => {
      await versions.schema({ color: { type: 'string' }, shirt: { type: 'object' } });
      const user = await versions.someone();
      const phoneNumbers = [{ number: '+442079460958' }];
      const first = await versions.change(user, '/v1/me/personal', {
        familyName: 'Byron',
        phoneNumbers,
        attributes: { shirt: { size: 'S', cut: 'wide' } },
      });
      const second = await versions.change(user, '/v1/me/personal', {
        familyName: 'Lovelace',
        phoneNumbers: [],
        attributes: { color: 'red', shirt: { cut: null } },
      });
      await versions.change(user, '/v1/me/personal', { familyName: null, attributes: null });
      expect(await versions.eventsOf(user, PERSONAL_READ)).toEqual([]);
      expect(await versions.version(user, justBefore(first), 'personal')).toMatchObject({
        reason: 'no_values_yet',
        fields: { familyName: { value: null }, phoneNumbers: { value: [] } },
      });
      expect(await versions.eventsOf(user, PERSONAL_READ)).toMatchObject([{ actorId: versions.admin.id }]);
      expect(await versions.fieldsAt(user, first, 'personal')).toMatchObject({
        familyName: { value: 'Byron' },
        givenName: { value: null },
        phoneNumbers: { value: phoneNumbers },
      });
      expect(await versions.fieldsAt(user, second, 'personal')).toMatchObject({
        familyName: { value: 'Lovelace' },
        phoneNumbers: { value: [] },
      });
      expect(await versions.fieldsAt(user, first, 'attributes')).toEqual({
        color: { value: null },
        shirt: { value: { size: 'S', cut: 'wide' } },
      });
      expect(await versions.fieldsAt(user, second, 'attributes')).toEqual({
        color: { value: 'red' },
        shirt: { value: { size: 'S' } },
      });
    });

    it('contain preferences by namespace, without the values for one device', async () => {
      const user = await versions.someone();
      const path = '/v1/me/preferences';
      const first = await versions.change(user, `${path}/ui`, { theme: 'dark', density: 'compact' });
      const second = await versions.change(user, `${path}/board`, { columns: { left: 1 } });
      const third = await versions.change(user, `${path}/ui`, { theme: 'light' });
      await versions.change(user, `${path}/ui?device=this`, { theme: 'system' });
      const fourth = await versions.change(user, `${path}/ui`, { theme: null });
      const [ui, board] = ['preferences.ui', 'preferences.board'];
      expect(await versions.fieldsAt(user, first, ui)).toEqual({
        theme: { value: 'dark' },
        density: { value: 'compact' },
      });
      expect(await versions.version(user, first, board)).toMatchObject({
        reason: 'no_values_yet',
        fields: { columns: { value: null } },
      });
      expect(await versions.fieldsAt(user, second, board)).toEqual({ columns: { value: { left: 1 } } });
      expect(await versions.version(user, third, ui)).toMatchObject({
        fields: { theme: { value: 'light' }, density: { value: 'compact' } },
        changesSince: 1,
      });
      const { body } = await versions.read(user, fourth);
      expect(body.items.map(({ record }: { record: string }) => record)).toEqual([
        'profile',
        'email',
        'personal',
        'attributes',
        board,
        ui,
      ]);
      expect(body.items.at(-1).fields).toEqual({ density: { value: 'compact' } });
    });

    it('contain the email address as it was', async () => {
      const user = await versions.someone();
      const stepped = await versions.api.login(versions.admin.email);
      await versions.api.call('PATCH', `/v1/admin/users/${user.id}`, {
        token: stepped.token,
        body: { email: 'new-address@example.com', emailVerified: true },
      });
      const [{ at }] = await versions.eventsOf(user, 'users.email_changed');
      expect(await versions.fieldsAt(user, justBefore(at), 'email')).toEqual({
        email: { value: user.email },
        emailVerified: { value: false },
      });
      expect(await versions.fieldsAt(user, at, 'email')).toEqual({
        email: { value: 'new-address@example.com' },
        emailVerified: { value: true },
      });
    });

    it('hide the values that the audit log hides from the caller, including those that never changed', async () => {
      await versions.schema({ diary: { type: 'string', 'x-access': { read: ['user'], write: ['user'] } } });
      const user = await versions.someone({ displayName: 'Shown' });
      await versions.change(user, '/v1/me/personal', { familyName: 'Lovelace', attributes: { diary: 'for my eyes' } });
      const at = await versions.change(user, '/v1/me', { bio: 'Numbers' });
      const [viewer, officer] = [
        await versions.staff('audit.read', 'users.read'),
        await versions.staff('audit.read', 'personal.read'),
      ];
      const shown = async (by: TestUser) => {
        const answer = await versions.read(user, at, undefined, by);
        const fields = answer.body.items.map(({ record, fields: all }: any) => [record, all]);
        return { text: answer.text, fields: Object.fromEntries(fields) };
      };
      const seen = await shown(viewer);
      expect(seen.fields).toMatchObject({
        profile: { displayName: { value: 'Shown' }, bio: { value: 'Numbers' } },
        email: { email: HIDDEN, emailVerified: { value: false } },
        personal: { familyName: HIDDEN, givenName: HIDDEN },
        attributes: { diary: HIDDEN },
      });
      expect(seen.text).not.toMatch(/Lovelace|for my eyes|@example/);
      expect(await versions.eventsOf(user, PERSONAL_READ)).toEqual([]);
      const seenByOfficer = await shown(officer);
      expect(seenByOfficer.fields).toMatchObject({
        profile: { displayName: HIDDEN, bio: HIDDEN },
        personal: { familyName: { value: 'Lovelace' } },
        attributes: { diary: HIDDEN },
      });
      expect(await versions.eventsOf(user, PERSONAL_READ)).toMatchObject([{ actorId: officer.id }]);
    });

    it('never contain data of another user', async () => {
      const [user, other] = [await versions.someone(), await versions.someone()];
      const at = await versions.change(user, '/v1/me', { bio: 'Mine' });
      await versions.change(other, '/v1/me', { bio: 'A secret of the other user' });
      await versions.change(other, '/v1/me/preferences/hidden-board', { title: 'A secret title' });
      // The events of the other user name this one, too.
      await versions.database.write(
        `INSERT INTO event_subject (user_id, event_id) SELECT ?, id FROM event_log WHERE subject_id = ?`,
        [idToBytes(user.id), idToBytes(other.id)],
      );
      for (const time of [justBefore(at), at]) {
        const { text, body } = await versions.read(user, time);
        expect(text).not.toMatch(/secret|hidden-board/);
        expect(body.items[0].changesSince).toBe(time === at ? 0 : 1);
      }
    });
  });

  describe('that are not known', () => {
    it('have the reason that the account did not exist yet', async () => {
      const user = await versions.someone();
      const [{ at }] = await versions.eventsOf(user, 'users.registered');
      const { items } = (await versions.read(user, justBefore(at))).body;
      expect(items.map(({ reason }: any) => reason)).toEqual(Array(4).fill('account_not_created'));
      expect(items.map(({ fields }: any) => fields)).toEqual(Array(4).fill({}));
      expect((await versions.version(user, at, 'profile')).reason).toBeNull();
    });

    it('have the reason that the key is destroyed, and after the erasure that the account is erased', async () => {
      const user = await versions.someone();
      const at = await versions.change(user, '/v1/me', { bio: 'A bio to forget' });
      await versions.api.app.get(Vault).destroyUserKey(user.id);
      expect(await versions.version(user, justBefore(at), 'profile')).toEqual({
        record: 'profile',
        reason: 'key_destroyed',
        fields: {},
        changesSince: null,
        lastChange: null,
      });
      expect(faultsOf(await versions.restore(user, { record: 'profile', at }))).toEqual([
        422,
        '/at audit.version_unknown',
      ]);
      await eraseUser(versions.api.app, user.id);
      const { body, text } = await versions.read(user, at);
      expect(body.items.map(({ reason }: any) => reason)).toEqual(Array(4).fill('account_erased'));
      expect(text).not.toContain('forget');
      expect((await versions.restore(user, { record: 'profile', at })).status).toBe(404);
    });

    it('have the reason that events were removed after their retention', async () => {
      const user = await versions.someone();
      const first = await versions.change(user, '/v1/me', { bio: 'One' });
      const second = await versions.change(user, '/v1/me', { bio: 'Two' });
      const third = await versions.change(user, '/v1/me', { bio: 'Three' });
      const end = new Date(Date.parse(second) + 1);
      // Only events with a position are removed.
      await untilSequenced(versions.database);
      await versions.api.app
        .get(RetentionRepository)
        .removePiece('users.profile_changed', end, Number.MAX_SAFE_INTEGER, async () => undefined);
      expect(await versions.version(user, first, 'profile')).toMatchObject({ reason: 'past_retention', fields: {} });
      expect((await versions.version(user, first, 'personal')).reason).toBe('no_values_yet');
      expect(await versions.version(user, second, 'profile')).toMatchObject({
        reason: null,
        fields: { bio: { value: 'Two' } },
        changesSince: 1,
        lastChange: { unknown: 'past_retention' },
      });
      expect((await versions.version(user, third, 'profile')).lastChange.at).toBe(third);
      const refused = await versions.restore(user, { record: 'profile', at: first });
      expect(faultsOf(refused)).toEqual([422, '/at audit.version_unknown']);
    });

    it('have a reason for each field whose values before and after the changes do not match', async () => {
      const user = await versions.someone();
      const first = await versions.change(user, '/v1/me', { bio: 'One', displayName: 'Ada' });
      await versions.change(user, '/v1/me', { bio: 'Two' });
      const third = await versions.change(user, '/v1/me', { bio: 'Three' });
      const [{ id }] = (await versions.eventsOf(user, 'users.profile_changed')).slice(1);
      await versions.database.write('DELETE FROM event_log WHERE id = ?', [idToBytes(id)]);
      const incomplete = { bio: { unknown: 'log_incomplete' }, displayName: { value: 'Ada' } };
      expect(await versions.fieldsAt(user, first, 'profile')).toMatchObject(incomplete);
      expect(await versions.fieldsAt(user, justBefore(third), 'profile')).toMatchObject(incomplete);
      expect(await versions.fieldsAt(user, third, 'profile')).toMatchObject({ bio: { value: 'Three' } });
      const all = await versions.restore(user, { record: 'profile', at: first });
      expect(faultsOf(all)).toEqual([422, '/record audit.value_unknown']);
      const named = await versions.restore(user, { record: 'profile', at: first, fields: ['displayName', 'bio'] });
      expect(faultsOf(named)).toEqual([422, '/fields/1 audit.value_unknown']);
    });

    it('have the reason that a newer version of userkeep wrote the event', async () => {
      const user = await versions.someone();
      const at = await versions.change(user, '/v1/me', { bio: 'One' });
      const [{ id }] = await versions.eventsOf(user, 'users.profile_changed');
      await versions.database.write('UPDATE event_log SET version = 9 WHERE id = ?', [idToBytes(id)]);
      expect(await versions.fieldsAt(user, justBefore(at), 'profile')).toMatchObject({
        bio: { unknown: 'later_version' },
        locale: { value: 'en' },
      });
    });

    it('are refused if there are too many changes, and for a time in the future or an unknown name', async () => {
      const user = await versions.someone();
      const at = await versions.change(user, '/v1/me', { bio: 'One' });
      await addEvents(versions.database, user.id, 10_000);
      await versions.database.write(
        "UPDATE event_log SET type = 'users.profile_changed' WHERE type = 'users.avatar_changed'",
      );
      expect(await versions.version(user, at, 'profile')).toMatchObject({
        changesSince: 0,
        fields: { bio: { value: 'One' } },
      });
      expect(faultsOf(await versions.read(user, justBefore(at), 'profile'))).toEqual([
        422,
        '/at audit.too_many_changes',
      ]);
      const future = new Date(Date.now() + 3_600_000).toISOString();
      expect(faultsOf(await versions.read(user, future))).toEqual([422, '/at audit.time_in_future']);
      expect(faultsOf(await versions.read(user, at, 'passwords'))).toEqual([422, '/record audit.unknown_record']);
      expect((await versions.read({ id: newId() }, at)).status).toBe(404);
    });
  });
});
