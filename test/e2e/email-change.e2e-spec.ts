import { idToBytes } from '@platform/ids/ids';
import { Keyring } from '@platform/vault/keyring/keyring';
import { expectProblem } from '@test/support/expect-problem';
import { PASSWORD, type TestUser } from '@test/support/test-api';
import { startWithMail, type NodesWithMail } from '@test/support/with-mail';

const ASK = '/v1/me/email';
const CONFIRM = '/v1/recovery/email-change/confirm';
const UNDO = '/v1/recovery/email-change/undo';
const NEW_PASSWORD = 'eleven quiet harbour lights';

describe('A change of the email address', () => {
  let nodes: NodesWithMail;
  let counter = 0;

  beforeAll(async () => {
    nodes = await startWithMail();
  });
  afterAll(() => nodes.stop());

  const newAddress = () => `another-${++counter}@example.org`;
  /** A user with a verified address, unless stated otherwise. */
  const someone = async ({ proven = true } = {}): Promise<TestUser> => {
    const user = await nodes.someone();
    const { token } = await nodes.mails.mailTo(user.email);
    if (proven) await nodes.post('/v1/recovery/email/confirm', { token });
    return user;
  };
  const requestChange = async (user: TestUser, email: string) => {
    expect(await nodes.post(ASK, { email }, user.token)).toMatchObject({ status: 202, text: '' });
    return nodes.mails.mailTo(email);
  };
  const changeAddress = async (user: TestUser, email: string) => {
    const { token } = await requestChange(user, email);
    expect((await nodes.post(CONFIRM, { token }, undefined, nodes.other)).status).toBe(204);
  };
  const me = async (user: TestUser) => (await nodes.read(user, '/v1/me')).body;
  const login = (email: string, password = PASSWORD) => nodes.post('/v1/auth/login', { email, password });

  it('keeps the old address until the new one is verified', async () => {
    const user = await someone();
    const email = newAddress();
    const mail = await requestChange(user, email);
    expect(mail.links).toEqual([expect.stringMatching(/^http:\/\/localhost:3000\/confirm-email#token=uko_/)]);
    expect(mail.text).not.toContain(user.email);
    expect(await me(user)).toMatchObject({ email: user.email, emailVerified: true });
    expect((await login(email)).status).toBe(401);
    expect((await nodes.post(CONFIRM, { token: mail.token })).status).toBe(204);
    expect(await me(user)).toMatchObject({ email, emailVerified: true });
    expect((await login(email)).status).toBe(200);
    expectProblem(await login(user.email), 'auth.wrong_credentials', 401);
  });

  it('is confirmed with the code only by the user who requested it', async () => {
    const [user, other] = [await someone(), await someone()];
    const email = newAddress();
    const { code } = await requestChange(user, email);
    expectProblem(await nodes.post(CONFIRM, { code }, other.token), 'one_time.not_valid', 401);
    expectProblem(await nodes.post(CONFIRM, { code }), 'access.not_signed_in', 401);
    expect((await nodes.post(CONFIRM, { code }, user.token)).status).toBe(204);
    expect((await me(user)).email).toBe(email);
  });

  it('is confirmed once by 20 concurrent requests on two nodes, and only for the newest address', async () => {
    const user = await someone();
    const [first, second] = [await requestChange(user, newAddress()), await requestChange(user, newAddress())];
    expectProblem(await nodes.post(CONFIRM, { token: first.token }), 'one_time.not_valid', 401);
    expect(await nodes.twentyAtOnce(CONFIRM, { token: second.token })).toEqual({ 204: 1, 401: 19 });
  });

  it('requires step-up authentication', async () => {
    const user = await someone();
    await nodes.database.write(
      'UPDATE auth_session SET stepped_up_at = stepped_up_at - INTERVAL 1 DAY WHERE user_id = ?',
      [idToBytes(user.id)],
    );
    expectProblem(await nodes.post(ASK, { email: newAddress() }, user.token), 'access.step_up_required', 403);
    expect((await nodes.post('/v1/me/step-up', { password: PASSWORD }, user.token)).status).toBe(204);
    expect((await nodes.post(ASK, { email: newAddress() }, user.token)).status).toBe(202);
  });

  it('does not reveal to the requester that an address is taken, but notifies its owner', async () => {
    const [user, owner] = [await someone(), await someone()];
    expect(await nodes.post(ASK, { email: owner.email }, user.token)).toMatchObject({ status: 202, text: '' });
    const mail = await nodes.mails.mailTo(owner.email);
    expect(mail.subject).toBe('This email address already belongs to your userkeep account');
    expect([mail.links, mail.code]).toEqual([[], undefined]);
    await nodes.untilIdle();
    expect([nodes.mails.mailsTo(owner.email).length, nodes.mails.mailsTo(user.email).length]).toEqual([2, 1]);
  });

  it('sends few mails to an address, however many accounts request it', async () => {
    const email = newAddress();
    for (let n = 0; n < 8; n++) {
      const { token } = await nodes.someone();
      expect((await nodes.post(ASK, { email }, token)).status).toBe(202);
    }
    await nodes.untilIdle();
    expect(nodes.mails.mailsTo(email)).toHaveLength(5);
  });

  it('sends no mail when it is to the current, verified address', async () => {
    const user = await someone();
    expect((await nodes.post(ASK, { email: user.email }, user.token)).status).toBe(202);
    await nodes.untilIdle();
    expect(nodes.mails.mailsTo(user.email)).toHaveLength(1);
  });

  it('fails if another user has verified the address in the meantime', async () => {
    const [user, rival] = [await someone(), await someone()];
    const email = newAddress();
    const [mine, theirs] = [await requestChange(user, email), await requestChange(rival, email)];
    expect((await nodes.post(CONFIRM, { token: theirs.token })).status).toBe(204);
    expectProblem(await nodes.post(CONFIRM, { token: mine.token }), 'users.email_taken', 409);
    expect((await me(user)).email).toBe(user.email);
  });

  it('invalidates password reset links that were sent to the old address', async () => {
    const user = await someone();
    await nodes.post('/v1/recovery/password', { email: user.email });
    const { token } = await nodes.mails.mailTo(user.email);
    await changeAddress(user, newAddress());
    const answer = await nodes.post('/v1/recovery/password/confirm', { token, newPassword: NEW_PASSWORD });
    expectProblem(answer, 'one_time.not_valid', 401);
  });

  describe('made by an attacker', () => {
    /** The attacker knows the password, changes the address, and then the password. */
    const attack = async () => {
      const user = await someone();
      const attacker = await nodes.api.login(user.email);
      const email = newAddress();
      await changeAddress(attacker, email);
      const change = { currentPassword: PASSWORD, newPassword: NEW_PASSWORD };
      expect((await nodes.post('/v1/me/password', change, attacker.token)).status).toBe(204);
      const notice = await nodes.mails.mailTo(user.email);
      return { user, attacker, email, notice };
    };

    it('is announced to the old address and can be undone from there, whatever the attacker did since', async () => {
      const { user, attacker, email, notice } = await attack();
      expect(notice.subject).toBe('The email address of your userkeep account was changed');
      expect(notice.text).not.toContain(email);
      expect(notice.links).toEqual([expect.stringMatching(/^http:\/\/localhost:3000\/undo-email-change#token=uko_/)]);
      expect(await nodes.twentyAtOnce(UNDO, { token: notice.token })).toEqual({ 204: 1, 401: 19 });
      for (const node of [nodes.api, nodes.other])
        expectProblem(await nodes.read(attacker, '/v1/me', node), 'access.session_ended', 401);
      for (const [address, password] of [
        [email, NEW_PASSWORD],
        [user.email, NEW_PASSWORD],
        [user.email, PASSWORD],
      ] as const)
        expectProblem(await login(address, password), 'auth.wrong_credentials', 401);
      const reset = await nodes.mails.mailTo(user.email);
      const choice = { token: reset.token, newPassword: 'four patient winter bridges' };
      expect((await nodes.post('/v1/recovery/password/confirm', choice)).status).toBe(204);
      const back = await login(user.email, 'four patient winter bridges');
      expect(back.body.user).toMatchObject({ id: user.id, email: user.email, emailVerified: true });
    });

    it('is undone although the attacker changed it twice, and cannot be restored by the attacker', async () => {
      const user = await someone();
      const attacker = await nodes.api.login(user.email);
      const [second, third] = [newAddress(), newAddress()];
      await changeAddress(attacker, second);
      const ownersMail = await nodes.mails.mailTo(user.email);
      await changeAddress(attacker, third);
      const attackersMail = await nodes.mails.mailTo(second);
      expect(attackersMail.token).toBeDefined();
      expect((await nodes.post(UNDO, { token: ownersMail.token })).status).toBe(204);
      expectProblem(await nodes.post(UNDO, { token: attackersMail.token }), 'one_time.not_valid', 401);
      const found = await nodes.read(nodes.admin, `/v1/admin/users/${user.id}`);
      expect(found.body.email).toBe(user.email);
    });

    it('is undone by the owner even after the attacker has undone the next change', async () => {
      const user = await someone();
      const attacker = await nodes.api.login(user.email);
      const second = newAddress();
      await changeAddress(attacker, second);
      const ownersMail = await nodes.mails.mailTo(user.email);
      await changeAddress(attacker, newAddress());
      const attackersMail = await nodes.mails.mailTo(second);
      expect((await nodes.post(UNDO, { token: attackersMail.token })).status).toBe(204);
      expect((await nodes.post(UNDO, { token: ownersMail.token })).status).toBe(204);
      const found = await nodes.read(nodes.admin, `/v1/admin/users/${user.id}`);
      expect(found.body.email).toBe(user.email);
    });

    it('is undone although the attacker has registered the old address again', async () => {
      const { user, notice } = await attack();
      const attacker = await nodes.api.call('POST', '/v1/auth/register', {
        body: { email: user.email, password: PASSWORD },
      });
      expect(attacker.status).toBe(201);
      expect((await nodes.post(UNDO, { token: notice.token })).status).toBe(204);
      const found = await nodes.read(nodes.admin, `/v1/admin/users?email=${user.email}`);
      expect(found.body.items.map(({ id }: { id: string }) => id)).toEqual([user.id]);
      const left = await nodes.api.call('GET', '/v1/me', { token: attacker.body.accessToken });
      expect(left.body).toMatchObject({ email: null, emailVerified: false });
      // The attacker's account can get another address, and its log blames no user.
      const attackersOwn = newAddress();
      expect((await nodes.post(ASK, { email: attackersOwn }, attacker.body.accessToken)).status).toBe(202);
      const { token } = await nodes.mails.mailTo(attackersOwn);
      expect((await nodes.post(CONFIRM, { token })).status).toBe(204);
      const activity = await nodes.api.call('GET', '/v1/me/activity?action=users.email_changed', {
        token: attacker.body.accessToken,
      });
      expect(activity.body.items.map(({ actor }: { actor: { kind: string } }) => actor.kind)).toEqual([
        'self',
        'system',
      ]);
    });

    it('is not undone if another user has verified the old address since', async () => {
      const { user, notice } = await attack();
      await nodes.post('/v1/auth/register', { email: user.email, password: PASSWORD });
      const { token } = await nodes.mails.mailTo(user.email);
      expect((await nodes.post('/v1/recovery/email/confirm', { token })).status).toBe(204);
      expectProblem(await nodes.post(UNDO, { token: notice.token }), 'users.email_taken', 409);
    });

    it('can be undone for a week, but not longer, and also after a key was replaced', async () => {
      const { user, notice } = await attack();
      await nodes.api.app.get(Keyring).rotate('system');
      const [row] = await nodes.database.rows<{ days: number }>(
        `SELECT TIMESTAMPDIFF(HOUR, UTC_TIMESTAMP(3), expires_at) / 24 AS days FROM platform_one_time
         WHERE purpose = 'recovery.email_undo' AND user_id = ?`,
        [Buffer.from(user.id.replaceAll('-', ''), 'hex')],
      );
      expect(Math.round(Number(row?.days))).toBe(7);
      expect((await nodes.post(UNDO, { token: notice.token })).status).toBe(204);
    });

    it('is announced without an undo link if an administrator made it or the old address was unverified', async () => {
      const [user, unproven] = [await someone(), await someone({ proven: false })];
      await nodes.patch(nodes.admin, `/v1/admin/users/${user.id}`, { email: newAddress() });
      await changeAddress(unproven, newAddress());
      for (const { email } of [user, unproven]) {
        const mail = await nodes.mails.mailTo(email);
        expect(mail.subject).toBe('The email address of your userkeep account was changed');
        expect(mail.links).toEqual([]);
      }
    });
  });
});
