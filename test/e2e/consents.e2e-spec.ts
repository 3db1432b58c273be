import { createHash } from 'node:crypto';
import { ConsentReader } from '@features/privacy';
import { ConsentTextRepository } from '@features/privacy/consents/consent-text.repository';
import { idToBytes } from '@platform/ids/ids';
import { isSignatureValid } from '@platform/signed-documents/signature.rule';
import { expectProblem } from '@test/support/expect-problem';
import { secondFactorOn } from '@test/support/second-factor';
import { PASSWORD, userOf, type Answer, type TestUser } from '@test/support/test-api';
import { faultsOf } from '@test/support/two-nodes';
import { PasskeyClient } from '@test/support/with-passkeys';
import { startWithProvider, type NodesWithProvider } from '@test/support/with-provider';

const TEXTS = { en: 'You agree to our terms.', de: 'Sie stimmen unseren Bedingungen zu.' };

describe('Consents', () => {
  let nodes: NodesWithProvider;
  let counter = 0;

  beforeAll(async () => {
    nodes = await startWithProvider();
  });
  afterAll(() => nodes.stop());

  const asAdmin = (method: string, path: string, body?: object) =>
    nodes.api.call(method, path, { token: nodes.admin.token, body });
  const post = (path: string, body: object, node = nodes.api) => nodes.post(path, body, undefined, node);
  async function addText(purpose: string, required: boolean, texts: object = TEXTS) {
    const version = `v${++counter}`;
    const { status, text } = await asAdmin('POST', '/v1/admin/consent-texts', { purpose, version, required, texts });
    expect([status, text]).toEqual([201, expect.any(String)]);
    return { purpose, version };
  }
  const put = (user: TestUser, purpose: string, body: object) =>
    nodes.api.call('PUT', `/v1/me/consents/${purpose}`, { token: user.token, body });
  const counts = () => nodes.counts();

  /** Each sign-in method as a request that can be repeated with further fields. */
  async function signInMethods() {
    const user = await nodes.owner();
    const passkeys = new PasskeyClient(nodes.api);
    const { authenticator } = await passkeys.registered(user);
    const { challengeToken, options } = await passkeys.requestOptions();
    const response = authenticator.get(options);
    const mailed = async (method: string, subject: RegExp) => {
      await post(`/v1/auth/${method}`, { email: user.email });
      for (;;) {
        const mail = await nodes.mails.mailTo(user.email);
        if (subject.test(mail.subject)) return mail;
      }
    };
    const { token } = await mailed('magic-link', /link|sign in/i);
    const { code } = await mailed('email-code', /code/i);
    const person = nodes.newPerson({ email: user.email });
    const returned = await nodes.obtainCode(person);
    return {
      user,
      methods: {
        password: (more: object) => post('/v1/auth/login', { email: user.email, password: PASSWORD, ...more }),
        passkey: (more: object) => passkeys.verify({ challengeToken, response, ...more }),
        'magic link': (more: object) => post('/v1/auth/magic-link/confirm', { token, ...more }),
        'email code': (more: object) => post('/v1/auth/email-code/confirm', { email: user.email, code, ...more }),
        provider: (more: object) => nodes.exchange(returned, more),
      },
    };
  }

  /** Each way to create an account. */
  async function registrations() {
    const address = (name: string) => `${name}-${++counter}@example.com`;
    const [forLink, forCode] = [address('link'), address('code')];
    await post('/v1/auth/magic-link', { email: forLink });
    const { token } = await nodes.mails.mailTo(forLink);
    await post('/v1/auth/email-code', { email: forCode });
    const { code } = await nodes.mails.mailTo(forCode);
    const returned = await nodes.obtainCode(nodes.newPerson());
    const email = address('password');
    return {
      password: (more: object) => post('/v1/auth/register', { email, password: PASSWORD, ...more }),
      'magic link': (more: object) => post('/v1/auth/magic-link/confirm', { token, ...more }),
      'email code': (more: object) => post('/v1/auth/email-code/confirm', { email: forCode, code, ...more }),
      provider: (more: object) => nodes.exchange(returned, more),
      anonymous: (more: object) => post('/v1/auth/anonymous', more),
    };
  }

  it('are given and withdrawn with a receipt that can be verified offline', async () => {
    const user = await nodes.owner();
    const { purpose, version } = await addText('newsletter', false);
    const given = await put(user, purpose, { given: true, version, locale: 'de' });
    expect(given.body).toMatchObject({ purpose, given: true, version, locale: 'de', source: 'settings' });
    expect(await nodes.api.app.get(ConsentReader).isGiven(user.id, purpose)).toBe(true);
    const [statement = '', signature = ''] = given.body.receipt.split('.');
    const bytes = Buffer.from(statement, 'base64url');
    const signed = JSON.parse(Buffer.from(signature, 'base64url').toString());
    const { keys } = (await nodes.api.call('GET', '/.well-known/userkeep-document-keys.json')).body;
    expect(keys.map(({ publicKey }: { publicKey: string }) => publicKey)).toContain(signed.publicKey);
    expect(isSignatureValid('consent-receipt', bytes, signed)).toBe(true);
    expect(JSON.parse(bytes.toString())).toMatchObject({
      userId: user.id,
      given: true,
      textHash: createHash('sha256').update(TEXTS.de).digest('hex'),
    });
    expect(faultsOf(await put(user, purpose, { given: true }))).toEqual([422, '/version field.required']);
    const withdrawn = await put(user, purpose, { given: false });
    expect(withdrawn.body).toMatchObject({ given: false });
    expect(await nodes.other.app.get(ConsentReader).isGiven(user.id, purpose)).toBe(false);
    expect((await nodes.read(user, '/v1/me/consents')).body.items).toHaveLength(1);
    const { items } = (await nodes.read(user, '/v1/me/activity?limit=2')).body;
    expect(items.map(({ facts }: { facts: { given: boolean } }) => facts.given)).toEqual([false, true]);
  });

  it('are checked at a sign-in with texts that are read once', async () => {
    const user = await nodes.someone();
    const signIn = () => post('/v1/auth/login', { email: user.email, password: PASSWORD });
    await addText('newsletter', false);
    const reads = jest.spyOn(nodes.api.app.get(ConsentTextRepository), 'all');
    for (const _ of [1, 2, 3]) expect((await signIn()).status).toBe(200);
    expect(reads.mock.calls.length).toBeLessThanOrEqual(1);
    reads.mockRestore();
  });

  it('apply in the order in which they were decided, whatever the clocks of the nodes', async () => {
    const user = await nodes.someone();
    const { version } = await addText('analytics', false);
    await put(user, 'analytics', { given: true, version });
    // As if the node that stored it were a minute ahead of the others.
    await nodes.database.write(
      "UPDATE privacy_consent SET id = CONCAT(UNHEX('FF'), SUBSTRING(id, 2)) WHERE user_id = ?",
      [idToBytes(user.id)],
    );
    for (const given of [false, true, false]) {
      expect((await put(user, 'analytics', { given, version })).body.given).toBe(given);
      expect((await nodes.read(user, '/v1/me/consents/analytics')).body.given).toBe(given);
      const { items } = (await nodes.read(user, '/v1/me/consents')).body;
      expect(items).toEqual([expect.objectContaining({ purpose: 'analytics', given })]);
    }
    expect(await nodes.api.app.get(ConsentReader).isGiven(user.id, 'analytics')).toBe(false);
  });

  it('are refused for unknown purposes, outdated versions and languages without a text', async () => {
    const user = await nodes.owner();
    const first = await addText('marketing', false);
    const { purpose, version } = await addText('marketing', false, { en: 'We send you offers.' });
    expectProblem(await put(user, 'unknown', { given: true, version }), 'request.not_found', 404);
    expect(faultsOf(await put(user, purpose, { given: true, version: first.version }))).toEqual([
      422,
      '/version privacy.outdated_version',
    ]);
    expect(faultsOf(await put(user, purpose, { given: true, version, locale: 'de' }))).toEqual([
      422,
      '/locale privacy.unknown_language',
    ]);
    expectProblem(
      await asAdmin('POST', '/v1/admin/consent-texts', { purpose, version, required: false, texts: TEXTS }),
      'privacy.consent_version_exists',
      409,
    );
    const wrong = { purpose, version: 'v', required: false, texts: { english: 5, en: '' } };
    expect(faultsOf(await asAdmin('POST', '/v1/admin/consent-texts', wrong))).toEqual([
      422,
      '/texts/english privacy.texts_by_language',
      '/texts/en privacy.texts_by_language',
    ]);
  });

  it('to a required text are asked for at the next sign-in by every method, and nothing is used up before', async () => {
    const { user, methods } = await signInMethods();
    const text = await addText('terms', true);
    for (const node of [nodes.api, nodes.other]) {
      const refused = await post('/v1/auth/login', { email: user.email, password: PASSWORD }, node);
      expectProblem(refused, 'auth.consent_required', 403);
      expect(refused.body.consents).toEqual([{ ...text, locale: 'en', text: TEXTS.en, hash: expect.any(String) }]);
    }
    const sessions = (await counts())[2];
    const refusals: Record<string, Answer> = {};
    // More often than a code can be tried, because none of these is a failed attempt.
    for (const [name, signIn] of Object.entries(methods)) {
      for (let time = 0; time < 6; time++) refusals[name] = await signIn({});
      const outdated = await signIn({ consents: [{ ...text, version: 'v0' }] });
      expect([name, outdated.body.code]).toEqual([name, 'auth.consent_required']);
    }
    expect(Object.values(refusals).map(({ status, body }) => [status, body.code])).toEqual(
      Object.keys(methods).map(() => [403, 'auth.consent_required']),
    );
    expect((await counts())[2]).toBe(sessions);
    expect((await nodes.read(user, '/v1/me')).status).toBe(200);
    // The consent of the first sign-in holds for the others, so each method is tried with a newer text.
    for (const [name, signIn] of Object.entries(methods)) {
      const newer = await addText('terms', true);
      expectProblem(await signIn({ consents: [text] }), 'auth.consent_required', 403);
      const accepted = await signIn({ consents: [newer] });
      expect([name, accepted.status]).toEqual([name, 200]);
      const { items } = (await nodes.read(userOf(accepted), '/v1/me/consents')).body;
      expect(items).toMatchObject([{ ...newer, given: true, source: 'sign_in' }]);
    }
    expect((await post('/v1/auth/login', { email: user.email, password: PASSWORD })).status).toBe(200);
  });

  it('to a required text are given before an account is stored, by every method', async () => {
    const creations = await registrations();
    const text = await addText('terms', true);
    const before = await counts();
    for (const [name, create] of Object.entries(creations)) {
      const refused = await create({});
      expect([name, refused.status, refused.body.code]).toEqual([name, 403, 'auth.consent_required']);
    }
    expect(await counts()).toEqual(before);
    for (const [name, create] of Object.entries(creations)) {
      const created = await create({ consents: [text] });
      expect([name, created.status]).toEqual([name, name === 'password' || name === 'anonymous' ? 201 : 200]);
      const { items } = (await nodes.read(userOf(created), '/v1/me/consents')).body;
      expect(items).toMatchObject([{ ...text, given: true, source: 'registration' }]);
    }
  });

  it('are asked for after the second factor, so that the first factor alone stores none', async () => {
    const secondFactor = secondFactorOn(nodes);
    const text = (await nodes.api.call('GET', '/v1/consent-texts')).body.items.find(
      ({ purpose }: { purpose: string }) => purpose === 'terms',
    );
    const accepted = { purpose: text.purpose, version: text.version };
    const original = nodes.api.register.bind(nodes.api);
    nodes.api.register = (name, more) => original(name, { ...more, consents: [accepted] });
    const user = await secondFactor.someone();
    const newer = await addText('terms', true);
    const mfaToken = await secondFactor.mfaTokenOf(user);
    const code = await user.app.freshCode();
    const complete = (more: object) => post('/v1/auth/login/mfa', { mfaToken, method: 'totp', code, ...more });
    for (let time = 0; time < 6; time++) expectProblem(await complete({}), 'auth.consent_required', 403);
    const signedIn = await complete({ consents: [newer] });
    expect(signedIn.status).toBe(200);
    expect((await nodes.read(userOf(signedIn), '/v1/me/consents')).body.items).toMatchObject([newer]);
  });

  it('are stored for the text in the language in which it was shown', async () => {
    const { purpose, version } = await addText('terms', true);
    const email = `language-${++counter}@example.com`;
    const body = { email, password: PASSWORD };
    const headers = { 'accept-language': 'de' };
    const refused = await nodes.api.call('POST', '/v1/auth/register', { body, headers });
    expect(refused.body.consents[0]).toMatchObject({ locale: 'de', text: TEXTS.de });
    const french = { ...body, consents: [{ purpose, version, locale: 'fr' }] };
    expect(faultsOf(await nodes.api.call('POST', '/v1/auth/register', { body: french }))).toEqual([
      422,
      '/consents/0/locale privacy.unknown_language',
    ]);
    const accepted = { ...body, consents: [{ purpose, version }] };
    const created = userOf(await nodes.api.call('POST', '/v1/auth/register', { body: accepted, headers }));
    expect((await nodes.read(created, `/v1/me/consents/${purpose}`)).body).toMatchObject({
      locale: 'de',
      textHash: refused.body.consents[0].hash,
    });
  });
});
