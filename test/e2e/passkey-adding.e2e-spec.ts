import { idToBytes } from '@platform/ids/ids';
import { SoftwareAuthenticator, type Misbehaviour } from '@test/support/software-authenticator';
import { startWithMail, type NodesWithMail } from '@test/support/with-mail';
import { codeOf, countOf, onBoth, ORIGIN, PasskeyClient } from '@test/support/with-passkeys';

const NOT_ADDED = [422, 'auth.passkey_not_added'];

describe('Passkeys being added', () => {
  let nodes: NodesWithMail;
  let passkeys: PasskeyClient;

  beforeAll(async () => {
    nodes = await startWithMail();
    passkeys = new PasskeyClient(nodes.api);
  });
  afterAll(() => nodes.stop());

  it('require step-up authentication, as their removal does', async () => {
    const user = await nodes.someone();
    const { id } = await passkeys.registered(user);
    await nodes.database.write(
      'UPDATE auth_session SET stepped_up_at = stepped_up_at - INTERVAL 1 DAY WHERE user_id = ?',
      [idToBytes(user.id)],
    );
    const wanted = [403, 'access.step_up_required'];
    expect(codeOf(await nodes.post('/v1/me/passkeys/options', undefined, user.token))).toEqual(wanted);
    expect(codeOf(await passkeys.add(user, { challengeToken: 'x', response: {} }))).toEqual(wanted);
    expect(codeOf(await passkeys.remove(user, id))).toEqual(wanted);
  });

  it('get options with their user and the existing passkeys', async () => {
    const user = await nodes.someone({ displayName: 'Ada Lovelace' });
    const { credentialId } = await passkeys.registered(user);
    const { options } = await passkeys.startAdding(user);
    const handle = idToBytes(user.id).toString('base64url');
    expect(options).toMatchObject({
      rp: { id: 'localhost', name: 'userkeep' },
      user: { id: handle, name: user.email, displayName: 'Ada Lovelace' },
      excludeCredentials: [{ id: credentialId, type: 'public-key', transports: ['hybrid', 'internal'] }],
      authenticatorSelection: { residentKey: 'preferred', userVerification: 'required' },
      attestation: 'none',
    });
  });

  it.each<[string, Misbehaviour]>([
    ['from another origin', { origin: 'https://evil.example' }],
    ['for another domain', { rpId: 'evil.example' }],
    ['without user verification', { userVerified: false }],
    ['with another challenge', { challenge: 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' }],
    ['with the response of a sign-in', { type: 'webauthn.get' }],
    // Real certificates: verifying them would request revocation lists from their issuers.
    ['with an attestation by certificates', { attestation: 'certificates' }],
    ['with an invalid self-attestation', { attestation: 'invalid self' }],
  ])('are rejected %s', async (_how, wrong) => {
    const user = await nodes.someone();
    const { challengeToken, options } = await passkeys.startAdding(user);
    const response = new SoftwareAuthenticator(ORIGIN).create(options, wrong);
    expect(codeOf(await passkeys.add(user, { challengeToken, response }))).toEqual(NOT_ADDED);
    expect((await passkeys.list(user)).items).toEqual([]);
  });

  it('may have self-attestation', async () => {
    const user = await nodes.someone();
    const { challengeToken, options } = await passkeys.startAdding(user);
    const response = new SoftwareAuthenticator(ORIGIN).create(options, { attestation: 'self' });
    expect((await passkeys.add(user, { challengeToken, response })).status).toBe(201);
  });

  it("are rejected under an id other than the authenticator's", async () => {
    const user = await nodes.someone();
    const { challengeToken, options } = await passkeys.startAdding(user);
    const made = new SoftwareAuthenticator(ORIGIN).create(options);
    expect(
      codeOf(await passkeys.add(user, { challengeToken, response: { ...made, id: 'AAAA', rawId: 'AAAA' } })),
    ).toEqual(NOT_ADDED);
  });

  it('must answer an add challenge of the same user and session', async () => {
    const [user, other] = [await nodes.someone(), await nodes.someone()];
    const elsewhere = await nodes.api.login(user.email);
    const { challengeToken, options } = await passkeys.startAdding(user);
    const response = new SoftwareAuthenticator(ORIGIN).create(options);
    for (const someone of [other, elsewhere]) {
      expect(codeOf(await passkeys.add(someone, { challengeToken, response }))).toEqual(NOT_ADDED);
    }
    const asked = await passkeys.requestOptions({ email: user.email });
    const mixed = new SoftwareAuthenticator(ORIGIN).create({ ...options, challenge: asked.options.challenge });
    expect(codeOf(await passkeys.add(user, { challengeToken: asked.challengeToken, response: mixed }))).toEqual(
      NOT_ADDED,
    );
    expect((await passkeys.add(user, { challengeToken, response })).status).toBe(201);
  });

  it('answer a challenge once in 20 concurrent requests on two nodes', async () => {
    const user = await nodes.someone();
    const { challengeToken, options } = await passkeys.startAdding(user);
    // Each response has another credential, so that a duplicate id does not stop the others.
    const answers = await onBoth(nodes, (node) =>
      passkeys.add(user, { challengeToken, response: new SoftwareAuthenticator(ORIGIN).create(options) }, node),
    );
    expect([countOf(answers, 201), countOf(answers, 422)]).toEqual([1, 19]);
    expect((await passkeys.list(user)).items).toHaveLength(1);
  });

  it('are rejected if they already exist or match a decoy', async () => {
    const [user, other] = [await nodes.someone(), await nodes.someone()];
    const { credentialId } = await passkeys.registered(user);
    const { options: shown } = await passkeys.requestOptions({ email: 'unknown@example.com' });
    for (const taken of [credentialId, ...(shown.allowCredentials ?? []).map(({ id }) => id)]) {
      const { challengeToken, options } = await passkeys.startAdding(other);
      const wrong = { credentialId: Buffer.from(taken, 'base64url') };
      const response = new SoftwareAuthenticator(ORIGIN).create(options, wrong);
      const answer = await passkeys.add(other, { challengeToken, response });
      expect(codeOf(answer)).toEqual([409, 'auth.passkey_taken']);
    }
  });

  it('are limited to twenty, even with concurrent requests', async () => {
    const user = await nodes.someone();
    for (let n = 0; n < 18; n++) await passkeys.registered(user);
    const begun = [];
    for (let n = 0; n < 4; n++) begun.push(await passkeys.startAdding(user));
    const answers = await Promise.all(
      begun.map(({ challengeToken, options }) =>
        passkeys.add(user, { challengeToken, response: new SoftwareAuthenticator(ORIGIN).create(options) }),
      ),
    );
    // The first one that is added voids the challenges of the others, because it changes the credentials.
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 422, 422, 422]);
    const before = await passkeys.startAdding(user);
    await passkeys.registered(user);
    expect(codeOf(await nodes.post('/v1/me/passkeys/options', undefined, user.token))).toEqual([
      409,
      'auth.passkey_limit',
    ]);
    const response = new SoftwareAuthenticator(ORIGIN).create(before.options);
    expect(codeOf(await passkeys.add(user, { challengeToken: before.challengeToken, response }))).toEqual(NOT_ADDED);
    expect((await passkeys.list(user)).items).toHaveLength(20);
  });
});
