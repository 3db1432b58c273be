import { idToBytes } from '@platform/ids/ids';
import { eraseUser } from '@test/support/user-data';
import { expectProblem } from '@test/support/expect-problem';
import { PASSWORD, type TestUser } from '@test/support/test-api';
import { apiKeysOn, KEYS } from '@test/support/with-api-keys';
import { startWithMail, type NodesWithMail } from '@test/support/with-mail';
import { VerifiedOwner } from '@features/auth/sign-in/verified-owner';

describe("The validity of a user's API keys", () => {
  let nodes: NodesWithMail;

  beforeAll(async () => {
    nodes = await startWithMail();
  });
  afterAll(() => nodes.stop());

  const { make, call, list } = apiKeysOn(() => nodes);
  const expire = (id: string) =>
    nodes.database.write('UPDATE auth_api_key SET expires_at = UTC_TIMESTAMP(3) WHERE id = ?', [idToBytes(id)]);

  it('ends with their revocation, at the next request on every node', async () => {
    const [user, other] = [await nodes.someone(), await nodes.someone()];
    const { id, key } = await make(user, ['profile:read']);
    expect((await call(key, 'GET', '/v1/me', undefined, nodes.other)).status).toBe(200);
    const revoke = (who: TestUser) => nodes.api.call('DELETE', `${KEYS}/${id}`, { token: who.token });
    expectProblem(await revoke(other), 'request.not_found', 404);
    expect((await revoke(user)).status).toBe(204);
    expectProblem(await call(key, 'GET', '/v1/me', undefined, nodes.other), 'access.token_invalid', 401);
    expectProblem(await call(key), 'access.token_invalid', 401);
    expectProblem(await revoke(user), 'request.not_found', 404);
    expect(await list(user)).toEqual([]);
  });

  it('ends with their expiry', async () => {
    const user = await nodes.someone();
    const { id, key } = await make(user, ['profile:read'], { expiresInDays: 1 });
    expect((await call(key)).status).toBe(200);
    await expire(id);
    expectProblem(await call(key), 'access.token_invalid', 401);
    expect(await list(user)).toEqual([]);
  });

  it('is interrupted while their user is suspended', async () => {
    const user = await nodes.someone();
    const { key } = await make(user, ['profile:read']);
    const suspend = `/v1/admin/users/${user.id}/suspend`;
    await nodes.post(suspend, { reason: 'a test' }, nodes.admin.token);
    for (const node of [nodes.other, nodes.api])
      expectProblem(await call(key, 'GET', '/v1/me', undefined, node), 'access.token_invalid', 401);
    await nodes.api.call('DELETE', suspend, { token: nodes.admin.token });
    expect((await call(key, 'GET', '/v1/me', undefined, nodes.other)).status).toBe(200);
  });

  it('ends with the erasure of their user', async () => {
    const user = await nodes.someone();
    const { key } = await make(user, ['profile:read']);
    await eraseUser(nodes.api.app, user.id);
    expectProblem(await call(key, 'GET', '/v1/me', undefined, nodes.other), 'access.token_invalid', 401);
    expect(
      await nodes.database.rows('SELECT 1 FROM auth_api_key WHERE user_id = ?', [idToBytes(user.id)]),
    ).toHaveLength(0);
  });

  it('survives a password change, but ends when another person loses access to the account', async () => {
    const user = await nodes.someone();
    const proof = await nodes.mails.mailTo(user.email);
    await nodes.post('/v1/recovery/email/confirm', { token: proof.token });
    const { key } = await make(user, ['profile:read']);
    const newPassword = 'eleven quiet harbour lights';
    await nodes.post('/v1/me/password', { currentPassword: PASSWORD, newPassword }, user.token);
    expect((await call(key)).status).toBe(200);
    await nodes.post('/v1/recovery/password', { email: user.email });
    await nodes.untilIdle();
    const { token } = nodes.mails.mailsTo(user.email).findLast((mail) => mail.token !== undefined) ?? {};
    const reset = { token, newPassword: 'seven loud garden doors' };
    expect((await nodes.post('/v1/recovery/password/confirm', reset)).status).toBe(204);
    expect((await call(key)).status).toBe(200);
    const { transactions } = nodes.database;
    await transactions.run(() => nodes.api.app.get(VerifiedOwner).takeOver(user.id));
    expectProblem(await call(key, 'GET', '/v1/me', undefined, nodes.other), 'access.token_invalid', 401);
  });

  it('ends with a takeover by the verified owner, even if the account has no password', async () => {
    const { body } = await nodes.post('/v1/auth/anonymous', {});
    const user = { id: body.user.id, email: '', token: body.accessToken, refreshToken: '' };
    const { key } = await make(user, ['profile:read']);
    await nodes.database.transactions.run(() => nodes.api.app.get(VerifiedOwner).takeOver(user.id));
    expectProblem(await call(key), 'access.token_invalid', 401);
  });

  it('ends when an email change is undone, because the attacker may have created keys', async () => {
    const user = await nodes.someone();
    const { token } = await nodes.mails.mailTo(user.email);
    await nodes.post('/v1/recovery/email/confirm', { token });
    const { key } = await make(user, ['profile:read']);
    await nodes.post('/v1/me/email', { email: 'attacker@example.com' }, user.token);
    const confirm = await nodes.mails.mailTo('attacker@example.com');
    expect((await nodes.post('/v1/recovery/email-change/confirm', { token: confirm.token })).status).toBe(204);
    expect((await call(key)).status).toBe(200);
    await nodes.untilIdle();
    const notice = nodes.mails.mailsTo(user.email).findLast((mail) => mail.token !== undefined);
    expect((await nodes.post('/v1/recovery/email-change/undo', { token: notice?.token })).status).toBe(204);
    expectProblem(await call(key), 'access.token_invalid', 401);
  });
});
