import { generateSync } from 'otplib';
import { SoftwareAuthenticator, type Misbehaviour } from '@test/support/software-authenticator';
import { PASSWORD } from '@test/support/test-api';
import { startWithMail, type NodesWithMail } from '@test/support/with-mail';
import { codeOf, countOf, onBoth, ORIGIN, PasskeyClient } from '@test/support/with-passkeys';

const NOT_VALID = [401, 'auth.passkey_not_valid'];

describe('Passkeys that sign in', () => {
  let nodes: NodesWithMail;
  let passkeys: PasskeyClient;

  beforeAll(async () => {
    nodes = await startWithMail();
    passkeys = new PasskeyClient(nodes.api);
  });
  afterAll(() => nodes.stop());

  it('sign in their user without a name, and with either name', async () => {
    const user = await nodes.someone({ username: 'pass-key-er' });
    const { authenticator } = await passkeys.registered(user);
    for (const login of [{}, { email: user.email }, { email: user.email.toUpperCase() }, { username: 'Pass-Key-Er' }]) {
      const { status, body } = await passkeys.signIn(authenticator, { login });
      expect([status, body.user.id]).toEqual([200, user.id]);
      expect((await nodes.read({ ...user, token: body.accessToken }, '/v1/me')).status).toBe(200);
    }
  });

  it.each(['ES256', 'EdDSA', 'RS256'] as const)('sign with %s', async (algorithm) => {
    const user = await nodes.someone();
    const authenticator = new SoftwareAuthenticator(ORIGIN);
    const { challengeToken, options } = await passkeys.startAdding(user);
    const response = authenticator.create(options, { algorithm });
    expect((await passkeys.add(user, { challengeToken, response })).status).toBe(201);
    expect((await passkeys.signIn(authenticator)).status).toBe(200);
    expect((await passkeys.signIn(authenticator, { wrong: { corruptSignature: true } })).status).toBe(401);
  });

  it('return the tokens in a cookie if the client asks for it', async () => {
    const { authenticator } = await passkeys.registered(await nodes.someone());
    const { challengeToken, options } = await passkeys.requestOptions();
    const response = authenticator.get(options);
    const answer = await passkeys.verify({ challengeToken, response, transport: 'cookie' });
    expect([answer.status, answer.body.refreshToken]).toEqual([200, undefined]);
    expect(answer.headers.get('set-cookie')).toMatch(/^__Host-userkeep-refresh=.*HttpOnly/);
  });

  it.each<[string, Misbehaviour]>([
    ['from another origin', { origin: 'https://evil.example' }],
    ["from an origin that begins like the product's", { origin: `${ORIGIN}.evil.example` }],
    ['for another domain', { rpId: 'evil.example' }],
    ['without user verification', { userVerified: false }],
    ['without user presence', { userPresent: false }],
    ['with another challenge', { challenge: 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' }],
    ['with the response of a registration', { type: 'webauthn.create' }],
    ['with a wrong signature', { corruptSignature: true }],
    ['with the user handle of another user', { userHandle: 'AZk_DlpeTMCPDgobLD1OXw' }],
    ['without a user handle', { userHandle: null }],
    ['with an unknown credential', { credentialId: Buffer.alloc(20, 7) }],
  ])('are rejected with the same error %s', async (_how, wrong) => {
    const { authenticator } = await passkeys.registered(await nodes.someone());
    const answer = await passkeys.signIn(authenticator, { wrong });
    const unknown = await passkeys.signIn(authenticator, { wrong: { credentialId: Buffer.alloc(32, 1) } });
    expect({ ...answer.body, instance: '' }).toEqual({ ...unknown.body, instance: '' });
    expect(codeOf(answer)).toEqual(NOT_VALID);
    expect((await passkeys.signIn(authenticator)).status).toBe(200);
  });

  it.each<[string, unknown]>([
    ['nothing', {}],
    ['an invalid id', { id: 'AB', rawId: 'AB', type: 'public-key', response: {} }],
    ['no texts', { id: 1, rawId: 1, type: 'public-key', response: { clientDataJSON: {}, signature: [] } }],
    ['a list', { id: 'AA', rawId: 'AA', type: 'public-key', response: [] }],
    [
      'a very long signature',
      { id: 'AA', rawId: 'AA', type: 'public-key', response: { signature: 'A'.repeat(500_000) } },
    ],
  ])('are rejected with the same error if the browser returned %s', async (_what, response) => {
    const { challengeToken } = await passkeys.requestOptions();
    expect(codeOf(await passkeys.verify({ challengeToken, response }))).toEqual(NOT_VALID);
  });

  it('can be retried after a failure, five times in total', async () => {
    const { authenticator } = await passkeys.registered(await nodes.someone());
    const { challengeToken, options } = await passkeys.requestOptions();
    const [wrong, right] = [authenticator.get(options, { corruptSignature: true }), authenticator.get(options)];
    for (let n = 0; n < 4; n++) expect((await passkeys.verify({ challengeToken, response: wrong })).status).toBe(401);
    expect((await passkeys.verify({ challengeToken, response: right })).status).toBe(200);
    const again = await passkeys.requestOptions();
    for (let n = 0; n < 5; n++) {
      await passkeys.verify({
        challengeToken: again.challengeToken,
        response: authenticator.get(again.options, { corruptSignature: true }),
      });
    }
    const late = { challengeToken: again.challengeToken, response: authenticator.get(again.options) };
    expect(codeOf(await passkeys.verify(late))).toEqual(NOT_VALID);
  });

  it('answer a challenge once in 20 concurrent requests on two nodes', async () => {
    // An authenticator without a counter, so that the counter does not stop the others.
    const { authenticator } = await passkeys.registered(await nodes.someone());
    const { challengeToken, options } = await passkeys.requestOptions();
    const response = authenticator.get(options);
    const answers = await onBoth(nodes, (node) => passkeys.verify({ challengeToken, response }, node));
    expect([countOf(answers, 200), countOf(answers, 401)]).toEqual([1, 19]);
    expect(codeOf(await passkeys.verify({ challengeToken, response }))).toEqual(NOT_VALID);
  });

  it('cannot reuse the response to another challenge', async () => {
    const { authenticator } = await passkeys.registered(await nodes.someone());
    const first = await passkeys.requestOptions();
    const response = authenticator.get(first.options);
    const second = await passkeys.requestOptions();
    expect(codeOf(await passkeys.verify({ challengeToken: second.challengeToken, response }))).toEqual(NOT_VALID);
    expect((await passkeys.verify({ challengeToken: first.challengeToken, response })).status).toBe(200);
  });

  it('cannot answer a challenge that is five minutes old', async () => {
    const { authenticator } = await passkeys.registered(await nodes.someone());
    const { challengeToken, options } = await passkeys.requestOptions();
    await nodes.database.write(
      `UPDATE platform_one_time SET expires_at = expires_at - INTERVAL 5 MINUTE WHERE purpose = 'auth.passkey_sign_in'`,
    );
    expect(codeOf(await passkeys.verify({ challengeToken, response: authenticator.get(options) }))).toEqual(NOT_VALID);
  });

  it("cannot answer a challenge for another user's name", async () => {
    const [owner, other] = [await nodes.someone(), await nodes.someone()];
    const { authenticator } = await passkeys.registered(owner);
    await passkeys.registered(other);
    for (const email of [other.email, 'unknown@example.com']) {
      const { challengeToken, options } = await passkeys.requestOptions({ email });
      const response = authenticator.get({ ...options, allowCredentials: [] });
      expect(codeOf(await passkeys.verify({ challengeToken, response }))).toEqual(NOT_VALID);
    }
  });

  it('cannot answer a challenge for adding a passkey', async () => {
    const user = await nodes.someone();
    const { authenticator } = await passkeys.registered(user);
    const { challengeToken, options } = await passkeys.startAdding(user);
    const response = authenticator.get({ challenge: options.challenge, rpId: 'localhost' });
    expect(codeOf(await passkeys.verify({ challengeToken, response }))).toEqual(NOT_VALID);
  });

  it('are rejected if their counter decreased, which is recorded and consumes the challenge', async () => {
    const user = await nodes.someone();
    const { authenticator } = await passkeys.registered(user, { counts: true });
    for (const [counter, status] of [
      [7, 200],
      [7, 401],
      [6, 401],
      [0, 401],
      [8, 200],
    ] as const) {
      expect((await passkeys.signIn(authenticator, { wrong: { counter } })).status).toBe(status);
    }
    const { challengeToken, options } = await passkeys.requestOptions();
    const low = authenticator.get(options, { counter: 1 });
    expect(codeOf(await passkeys.verify({ challengeToken, response: low }))).toEqual(NOT_VALID);
    const high = authenticator.get(options, { counter: 50 });
    expect(codeOf(await passkeys.verify({ challengeToken, response: high }))).toEqual(NOT_VALID);
    const actions = await passkeys.activityOf(user);
    expect(actions.filter((action) => action === 'auth.passkey_counter_decreased')).toHaveLength(4);
  });

  it('do not count as copies when their response is sent twice at once', async () => {
    const user = await nodes.someone();
    const { authenticator } = await passkeys.registered(user, { counts: true });
    const { challengeToken, options } = await passkeys.requestOptions();
    const response = authenticator.get(options);
    const answers = await onBoth(nodes, (node) => passkeys.verify({ challengeToken, response }, node));
    expect(countOf(answers, 200)).toBe(1);
    expect(await passkeys.activityOf(user)).not.toContain('auth.passkey_counter_decreased');
  });

  it('do not sign in a suspended user', async () => {
    const user = await nodes.someone();
    const { authenticator } = await passkeys.registered(user);
    const body = { reason: 'A test.' };
    await nodes.api.call('POST', `/v1/admin/users/${user.id}/suspend`, { token: nodes.admin.token, body });
    expect(codeOf(await passkeys.signIn(authenticator))).toEqual([403, 'auth.account_suspended']);
  });

  it('accept at most one name', async () => {
    const body = { email: 'a@example.com', username: 'a-name' };
    const { status, body: problem } = await nodes.post('/v1/auth/passkeys/options', body);
    expect([status, problem.errors[0].code]).toEqual([422, 'auth.one_of_email_or_username']);
  });

  describe('and a second factor', () => {
    const withSecondFactor = async () => {
      const user = await nodes.someone();
      const { authenticator } = await passkeys.registered(user);
      const { secret } = (await nodes.post('/v1/me/mfa/totp', undefined, user.token)).body;
      const code = generateSync({ secret });
      const { body } = await nodes.post('/v1/me/mfa/totp/confirm', { code }, user.token);
      return { user, authenticator, codes: body.recoveryCodes as string[] };
    };

    it('are both required by default', async () => {
      const { user, authenticator, codes } = await withSecondFactor();
      const { status, body } = await passkeys.signIn(authenticator);
      expect([status, body.mfaRequired, body.accessToken]).toEqual([200, true, undefined]);
      const proof = { mfaToken: body.mfaToken, method: 'recovery_code', code: codes[0] };
      expect((await nodes.post('/v1/auth/login/mfa', proof)).body.user.id).toBe(user.id);
    });

    it('need no second factor on a trusted device', async () => {
      const { authenticator, codes } = await withSecondFactor();
      const { mfaToken } = (await passkeys.signIn(authenticator)).body;
      const proof = { mfaToken, method: 'recovery_code', code: codes[0], trustDevice: true };
      const { deviceToken } = (await nodes.post('/v1/auth/login/mfa', proof)).body;
      const { challengeToken, options } = await passkeys.requestOptions();
      const { body } = await passkeys.verify({ challengeToken, response: authenticator.get(options), deviceToken });
      expect([body.mfaRequired, typeof body.accessToken]).toEqual([undefined, 'string']);
    });

    it('need no second factor where a passkey counts as two factors, if it has verified the user', async () => {
      const { user, authenticator } = await withSecondFactor();
      const node = await nodes.api.secondNode({ PASSKEY_COUNTS_AS: 'two-factors' });
      try {
        const { status, body } = await passkeys.signIn(authenticator, { node });
        expect([status, body.user?.id]).toEqual([200, user.id]);
        const unverified = await passkeys.signIn(authenticator, { node, wrong: { userVerified: false } });
        expect(codeOf(unverified)).toEqual(NOT_VALID);
        const login = await nodes.post('/v1/auth/login', { email: user.email, password: PASSWORD }, undefined, node);
        expect(login.body.mfaRequired).toBe(true);
      } finally {
        await node.stop();
      }
    });
  });
});
