import { SignInCredentials } from '@features/auth/credentials/sign-in-credentials';
import { idToBytes } from '@platform/ids/ids';
import { eraseUser, exportOf } from '@test/support/user-data';
import { SoftwareAuthenticator } from '@test/support/software-authenticator';
import { PASSWORD, type TestUser } from '@test/support/test-api';
import { startWithMail, type NodesWithMail } from '@test/support/with-mail';
import { codeOf, ORIGIN, PasskeyClient } from '@test/support/with-passkeys';

const NOT_VALID = [401, 'auth.passkey_not_valid'];
const SOME_ID = '01993f0e-5a5e-7cc0-8f0e-0a1b2c3d4e5f';

describe('Passkeys of one user', () => {
  let nodes: NodesWithMail;
  let passkeys: PasskeyClient;

  beforeAll(async () => {
    nodes = await startWithMail();
    passkeys = new PasskeyClient(nodes.api);
  });
  afterAll(() => nodes.stop());

  const onlyPasskeys = (user: TestUser) =>
    nodes.database.write('DELETE FROM auth_credential WHERE user_id = ?', [idToBytes(user.id)]);
  it('are listed newest first, page by page, with their names and last use', async () => {
    const user = await nodes.someone();
    const first = await passkeys.registered(user, { name: 'My phone', counts: true });
    const second = await passkeys.registered(user, { name: 'Der Schlüssel' });
    await passkeys.signIn(first.authenticator);
    const { items } = await passkeys.list(user);
    expect(items).toEqual([
      {
        id: second.id,
        name: 'Der Schlüssel',
        backedUp: true,
        transports: ['hybrid', 'internal'],
        createdAt: expect.any(String),
        lastUsedAt: null,
      },
      expect.objectContaining({ id: first.id, name: 'My phone', backedUp: false, lastUsedAt: expect.any(String) }),
    ]);
    const page = await passkeys.list(user, '?limit=1');
    const rest = await passkeys.list(user, `?limit=1&cursor=${encodeURIComponent(page.nextCursor)}`);
    expect([page.items[0].id, rest.items[0].id, rest.nextCursor]).toEqual([second.id, first.id, null]);
  });

  it('are the only sign-in method if the account has a password but no name', async () => {
    const { body } = await nodes.post('/v1/auth/anonymous', {});
    const user: TestUser = { id: body.user.id, email: '', token: body.accessToken, refreshToken: body.refreshToken };
    await nodes.patch(user, '/v1/me', { username: 'nameful' });
    await nodes.post('/v1/me/password', { newPassword: PASSWORD }, user.token);
    await nodes.post('/v1/me/step-up', { password: PASSWORD }, user.token);
    const { id } = await passkeys.registered(user);
    expect((await nodes.patch(user, '/v1/me', { username: null })).status).toBe(200);
    expect(codeOf(await passkeys.remove(user, id))).toEqual([409, 'auth.last_sign_in_method']);
    await nodes.patch(user, '/v1/me', { username: 'nameful' });
    expect((await passkeys.remove(user, id)).status).toBe(204);
  });

  it('are all offered and can all be used to sign in', async () => {
    const user = await nodes.someone();
    const all = [await passkeys.registered(user), await passkeys.registered(user)];
    const { options } = await passkeys.requestOptions({ email: user.email });
    expect(options.allowCredentials?.map(({ id }) => id)).toEqual(all.map((one) => one.credentialId).reverse());
    for (const { authenticator } of all) {
      expect((await passkeys.signIn(authenticator, { login: { email: user.email } })).status).toBe(200);
    }
  });

  it('are named after the device when no name is given', async () => {
    const user = await nodes.someone();
    const { challengeToken, options } = await passkeys.startAdding(user);
    const headers = { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0' };
    const body = { challengeToken, response: new SoftwareAuthenticator(ORIGIN).create(options) };
    const added = await nodes.api.call('POST', '/v1/me/passkeys', { token: user.token, body, headers });
    expect(added.body.name).toBe('Firefox on Linux');
  });

  it('are renamed', async () => {
    const [user, other] = [await nodes.someone(), await nodes.someone()];
    const { id } = await passkeys.registered(user);
    expect((await passkeys.rename(user, id, { name: 'An old phone' })).body.name).toBe('An old phone');
    expect((await passkeys.list(user)).items[0].name).toBe('An old phone');
    expect(codeOf(await passkeys.rename(other, id, { name: 'Mine' }))).toEqual([404, 'request.not_found']);
    for (const name of ['', ' ', '\u200b', null, 1, 'x'.repeat(101)]) {
      expect((await passkeys.rename(user, id, { name })).status).toBe(422);
    }
  });

  it('cannot be used to sign in after their removal', async () => {
    const [user, other] = [await nodes.someone(), await nodes.someone()];
    const { id, authenticator } = await passkeys.registered(user);
    const challenge = await passkeys.requestOptions();
    const response = authenticator.get(challenge.options);
    expect(codeOf(await passkeys.remove(other, id))).toEqual([404, 'request.not_found']);
    expect((await passkeys.remove(user, id)).status).toBe(204);
    expect(codeOf(await passkeys.remove(user, id))).toEqual([404, 'request.not_found']);
    expect(codeOf(await passkeys.verify({ challengeToken: challenge.challengeToken, response }))).toEqual(NOT_VALID);
    expect((await passkeys.list(user)).items).toEqual([]);
  });

  it('are not all removed if they are the only sign-in method, even concurrently', async () => {
    const user = await nodes.someone();
    const all = [await passkeys.registered(user), await passkeys.registered(user)];
    await onlyPasskeys(user);
    expect(codeOf(await passkeys.remove(user, SOME_ID))).toEqual([404, 'request.not_found']);
    const answers = await Promise.all(all.map(({ id }) => passkeys.remove(user, id)));
    expect(answers.map(({ status }) => status).sort()).toEqual([204, 409]);
    const [left] = (await passkeys.list(user)).items;
    expect(codeOf(await passkeys.remove(user, left.id))).toEqual([409, 'auth.last_sign_in_method']);
    expect((await passkeys.remove(await nodes.someone(), SOME_ID)).status).toBe(404);
  });

  it('are all removed when the verified owner takes over the account, with one mail', async () => {
    const user = await nodes.someone();
    const [first] = [await passkeys.registered(user), await passkeys.registered(user)];
    await nodes.database.transactions.run(() => nodes.api.app.get(SignInCredentials).removeAll(user.id));
    expect(codeOf(await passkeys.signIn(first.authenticator))).toEqual(NOT_VALID);
    const removed = (await passkeys.activityOf(user)).filter((action) => action === 'auth.passkey_removed');
    expect(removed).toHaveLength(1);
  });

  it('are exported and erased', async () => {
    const user = await nodes.someone();
    const { authenticator, credentialId } = await passkeys.registered(user, { name: 'To be erased' });
    const exported = (await exportOf(nodes.api.app, user.id))['auth.passkeys'];
    expect(exported.passkey).toEqual([expect.objectContaining({ name: 'To be erased', credentialId })]);
    const rows = await nodes.database.rows('SELECT * FROM auth_passkey');
    expect(JSON.stringify(rows.map(latin1Of))).not.toContain('To be erased');
    await eraseUser(nodes.api.app, user.id);
    expect((await exportOf(nodes.api.app, user.id))['auth.passkeys']).toBeUndefined();
    expect(codeOf(await passkeys.signIn(authenticator))).toEqual(NOT_VALID);
  });

  describe('have the effect that their user', () => {
    it("is notified of an added and a removed passkey, in the user's language", async () => {
      const user = await nodes.someone({ locale: 'de' });
      await nodes.mails.mailTo(user.email);
      const { id } = await passkeys.registered(user);
      const added = await nodes.mails.mailTo(user.email);
      expect(added.subject).toBe('Ihrem Konto bei userkeep wurde ein Passkey hinzugefügt');
      await passkeys.remove(user, id);
      expect((await nodes.mails.mailTo(user.email)).subject).toBe(
        'Ein Passkey wurde aus Ihrem Konto bei userkeep entfernt',
      );
      const actions = await passkeys.activityOf(user);
      expect(actions).toEqual(expect.arrayContaining(['auth.passkey_added', 'auth.passkey_removed']));
    });

    it('loses its pending reset links once a passkey is added', async () => {
      const user = await nodes.someone();
      await nodes.mails.mailTo(user.email);
      await nodes.post('/v1/recovery/password', { email: user.email });
      const { links } = await nodes.mails.mailTo(user.email);
      await passkeys.registered(user);
      const token = new URL(links[0] ?? '').hash.replace('#token=', '');
      const body = { token, newPassword: 'eleven quiet harbour lights' };
      expect((await nodes.post('/v1/recovery/password/confirm', body)).status).toBe(401);
    });
  });
});

/** The bytes as characters, so that a text in them can be found. */
function latin1Of(row: object): object {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name,
      value instanceof Buffer ? value.toString('latin1') : String(value),
    ]),
  );
}
