import type { UserId } from '@platform/ids/ids';
import { PASSWORD } from '@test/support/test-api';
import type { Meaning } from './valid-request';
import type { Received, Wire } from './wire';

export interface Person {
  readonly id: UserId;
  readonly email: string;
  readonly token: string;
  readonly refreshToken: string;
}

/** Issues the token that a mail would contain, without waiting for the mail; `address` is an unused address. */
export type TokensOfOperations = (operationId: string, person: Person, address: string) => Promise<string>;

/** Prepares what a request needs and HTTP alone cannot create; undefined for operations that the scene does not cover. */
export type Scene = (operationId: string, caller: Person, world: World) => Promise<Meaning | undefined>;

/** One pixel. */
export const PICTURE = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

const CONSENT_VERSION = 'v1';

/** Creates users, roles and pictures for requests, over HTTP as any client would. */
export class World {
  private counter = 0;
  private readonly roles = new Map<string, string>();

  private constructor(
    private readonly wire: Wire,
    private readonly invite: () => Promise<string>,
    readonly admin: Person,
    private readonly tokens?: TokensOfOperations,
    private readonly scene?: Scene,
  ) {}

  static async prepare(
    wire: Wire,
    invite: () => Promise<string>,
    tokens?: TokensOfOperations,
    scene?: Scene,
  ): Promise<World> {
    const body = { token: await invite(), email: 'first@example.com', password: PASSWORD };
    const answer = await call(wire, 'POST', '/v1/auth/first-administrator', undefined, body);
    return new World(wire, invite, personOf(answer), tokens, scene);
  }

  name(): string {
    return `x${(this.counter++).toString(36)}-${process.pid.toString(36)}`;
  }

  email(): string {
    return `${this.name()}@example.com`;
  }

  async person(): Promise<Person> {
    const body = { email: this.email(), password: PASSWORD };
    for (let consents: object[] | undefined; ;) {
      const answer = await send(this.wire, 'POST', '/v1/auth/register', undefined, { ...body, consents });
      if (answer.body?.code !== 'auth.consent_required') return personOf(succeeded(answer, 'POST /v1/auth/register'));
      // A request of a test run has published a required text.
      consents = answer.body.consents.map(({ purpose, version }: Record<string, string>) => ({ purpose, version }));
    }
  }

  async role(permissions: readonly string[]): Promise<string> {
    const name = this.name();
    await this.asAdmin('POST', '/v1/admin/roles', { name, description: '', permissions });
    return name;
  }

  /** A user with exactly these permissions. */
  async staff(permissions: readonly string[]): Promise<Person> {
    const key = [...permissions].sort().join();
    const role = this.roles.get(key) ?? (await this.role(permissions));
    this.roles.set(key, role);
    const person = await this.person();
    await this.asAdmin('PUT', `/v1/admin/users/${person.id}/roles`, { roles: [role] });
    return person;
  }

  async administrator(): Promise<Person> {
    const person = await this.person();
    await this.asAdmin('PUT', `/v1/admin/users/${person.id}/roles`, { roles: ['admin'] });
    return person;
  }

  /** An anonymous account, which has no email address. */
  async anonymous(): Promise<Person> {
    return personOf(await call(this.wire, 'POST', '/v1/auth/anonymous', undefined, {}));
  }

  /** A user with these permissions whose request of this operation can succeed. */
  async callerOf(operationId: string, permissions: readonly string[]): Promise<Person> {
    if (operationId === 'upgradeAnonymous') return this.anonymous();
    // Restoring a profile also needs the permission to change it.
    const others = operationId === 'restoreUserVersion' ? ['users.write'] : [];
    return permissions.length > 0 ? this.staff([...permissions, ...others]) : this.person();
  }

  async ownKey(): Promise<string> {
    return (await this.keyOf(await this.person(), ['profile:read'])).key;
  }

  async keyOf({ token }: Person, scopes: readonly string[] = []): Promise<{ id: string; key: string }> {
    return (await call(this.wire, 'POST', '/v1/me/api-keys', token, { name: 'A test', scopes })).body;
  }

  async appKey(): Promise<string> {
    const request = { name: 'A test', permissions: ['users.read'] };
    return (await this.asAdmin('POST', '/v1/admin/api-keys', request)).body.key as string;
  }

  async suspended(): Promise<Person> {
    const person = await this.person();
    await this.asAdmin('POST', `/v1/admin/users/${person.id}/suspend`, { reason: 'A test.' });
    return person;
  }

  async signedOut(): Promise<Person> {
    const person = await this.person();
    await call(this.wire, 'POST', '/v1/auth/logout', person.token);
    return person;
  }

  async permissions(): Promise<string[]> {
    const { body } = await call(this.wire, 'GET', '/v1/admin/roles', this.admin.token);
    return (body.permissions as { name: string }[]).map(({ name }) => name);
  }

  /** The sessions of this user, newest first. */
  async sessionsOf(person: Person): Promise<string[]> {
    const { body } = await call(this.wire, 'GET', '/v1/me/sessions', person.token);
    return (body.items as { id: string }[]).map(({ id }) => id);
  }

  async signIn(email: string): Promise<Person> {
    return personOf(await call(this.wire, 'POST', '/v1/auth/login', undefined, { email, password: PASSWORD }));
  }

  /** The values with which a request of this operation succeeds. A new operation may need a case here. */
  async meaningOf(operationId: string, caller: Person): Promise<Meaning> {
    switch (operationId) {
      case 'register':
      case 'createUser':
        return { body: { email: this.email(), username: this.name() } };
      case 'createFirstAdministrator':
        return { body: { email: this.email(), username: this.name(), token: await this.invite() } };
      case 'signInWithPassword':
        return { body: { email: (await this.person()).email, username: undefined } };
      case 'refreshTokens':
        return { body: { refreshToken: (await this.person()).refreshToken } };
      case 'signOut':
        // Without an access token the cookie says which session ends.
        return { headers: { cookie: `__Host-userkeep-refresh=${(await this.person()).refreshToken}` } };
      case 'upgradeAnonymous':
        return { body: { email: this.email(), username: this.name() } };
      case 'confirmAnonymousUpgrade':
        return { body: { ...(await this.token(operationId)), code: undefined, username: undefined } };
      case 'confirmRegistration':
      case 'confirmPasswordReset':
      case 'confirmEmailVerification':
      case 'confirmEmailChange':
        return { body: { ...(await this.token(operationId)), email: undefined, code: undefined, username: undefined } };
      case 'undoEmailChange':
      case 'restoreAccount':
      case 'confirmSubscription':
      case 'signInWithMagicLink':
        return { body: await this.token(operationId) };
      case 'updateProfile':
        return { body: { username: this.name() } };
      case 'updateUser':
        // Without the address: changing it needs step-up authentication, unlike the other fields of this route.
        return {
          ...(await this.otherUser()),
          body: { email: undefined, emailVerified: undefined, username: this.name() },
        };
      case 'createRole':
        return { body: { name: this.name(), permissions: [] } };
      case 'updateRole':
      case 'deleteRole':
        return { path: { name: await this.role([]) }, body: { permissions: [] } };
      case 'setAppPermission':
        return { path: { name: `shop.${this.name()}` } };
      case 'deleteAppPermission':
        return { path: { name: await this.appPermission() } };
      case 'introspectToken':
        return { body: { token: (await this.person()).token } };
      case 'recordActivity':
        return { body: { subject: undefined, events: undefined } };
      case 'setActivityType':
        return { path: { type: this.activityTypeName() } };
      case 'getActivityType':
      case 'deleteActivityType':
        return { path: { type: await this.activityType() } };
      case 'setPreferenceSchema':
        return { path: { namespace: this.name() }, body: { defaults: undefined } };
      case 'getPreferenceSchema':
      case 'getPreferenceMigration':
      case 'listPreferenceMisfits':
        // A built-in namespace, because the number of schemas is limited.
        return { path: { namespace: 'ui' } };
      case 'deletePreferenceSchema':
        return { path: { namespace: await this.preferenceSchema() } };
      case 'createPrivacyRequest':
        return { body: { userId: (await this.person()).id, assigneeId: this.admin.id } };
      case 'getPrivacyRequest':
      case 'updatePrivacyRequest':
        return { path: { id: await this.privacyRequest() }, body: { assigneeId: this.admin.id } };
      case 'listPrivacyRequests':
        return { query: { userId: (await this.person()).id } };
      case 'createConsentText':
        return { body: { purpose: this.name(), required: false } };
      case 'getConsent':
        return { path: { purpose: await this.consentOf(caller) } };
      case 'setConsent':
        return {
          path: { purpose: await this.consentPurpose() },
          body: { version: CONSENT_VERSION, locale: undefined },
        };
      case 'setUserRoles':
        return { ...(await this.otherUser()), body: { roles: [] } };
      case 'revokeSession':
        return { path: { id: await this.furtherSession(caller) } };
      case 'revokeUserSession':
        return this.sessionOfOtherUser();
      case 'revokeUserApiKey':
        return this.keyOfOtherUser();
      case 'revokeApiKey':
        return { path: { id: (await this.keyOf(await this.signIn(caller.email))).id } };
      case 'createServiceKey':
        return { body: { permissions: [] } };
      case 'revokeServiceKey':
        return { path: { id: await this.serviceKey() } };
      case 'setAvatar':
        return { raw: PICTURE };
      case 'downloadAvatar':
        return { path: await this.picture() };
      default:
        return (await this.scene?.(operationId, caller, this)) ?? this.otherUser();
    }
  }

  async legalHold(): Promise<string> {
    const body = { userId: (await this.person()).id, reason: 'A test.' };
    return (await this.asAdmin('POST', '/v1/admin/legal-holds', body)).body.id;
  }

  private async token(operationId: string): Promise<{ token?: string }> {
    if (!this.tokens) return {};
    const person = operationId === 'confirmAnonymousUpgrade' ? await this.anonymous() : await this.person();
    return { token: await this.tokens(operationId, person, this.email()) };
  }

  private async otherUser(): Promise<Meaning> {
    return { path: { id: (await this.person()).id } };
  }

  private async sessionOfOtherUser(): Promise<Meaning> {
    const person = await this.person();
    return { path: { id: person.id, sessionId: (await this.sessionsOf(person))[0] as string } };
  }

  private async keyOfOtherUser(): Promise<Meaning> {
    const person = await this.person();
    return { path: { id: person.id, keyId: (await this.keyOf(person)).id } };
  }

  private async furtherSession(person: Person): Promise<string> {
    await this.signIn(person.email);
    return (await this.sessionsOf(person))[0] as string;
  }

  private async serviceKey(): Promise<string> {
    return (await this.asAdmin('POST', '/v1/admin/api-keys', { name: 'an app', permissions: [] })).body.id;
  }

  private async appPermission(): Promise<string> {
    const name = `shop.${this.name()}`;
    await this.asAdmin('PUT', `/v1/admin/permissions/${name}`, { meaning: 'A test.' });
    return name;
  }

  private activityTypeName(): string {
    return `app.${this.name().replaceAll('-', '_')}`;
  }

  private async activityType(): Promise<string> {
    const type = this.activityTypeName();
    await this.asAdmin('PUT', `/v1/admin/activity-types/${type}`, {
      schema: { properties: { n: { type: 'integer' } } },
    });
    return type;
  }

  private async privacyRequest(): Promise<string> {
    const { id } = await this.person();
    return (await this.asAdmin('POST', '/v1/admin/privacy-requests', { userId: id, kind: 'export' })).body.id;
  }

  private async consentPurpose(): Promise<string> {
    const text = { purpose: this.name(), version: CONSENT_VERSION, required: false, texts: { en: 'A test.' } };
    await this.asAdmin('POST', '/v1/admin/consent-texts', text);
    return text.purpose;
  }

  private async consentOf({ token }: Person): Promise<string> {
    const purpose = await this.consentPurpose();
    await call(this.wire, 'PUT', `/v1/me/consents/${purpose}`, token, { given: true, version: CONSENT_VERSION });
    return purpose;
  }

  private async preferenceSchema(): Promise<string> {
    const namespace = this.name();
    const schema = { properties: { n: { type: 'integer' } } };
    await this.asAdmin('PUT', `/v1/admin/preference-schemas/${namespace}`, { schema });
    return namespace;
  }

  private async picture(): Promise<{ id: string; file: string }> {
    const { token, id } = await this.person();
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'image/png' };
    const { body } = await this.wire.send({ method: 'PUT', path: '/v1/me/avatar', headers, body: PICTURE });
    return { id, file: String(body.avatarUrl).split('/').at(-1) as string };
  }

  private async asAdmin(method: string, path: string, body: unknown): Promise<Received> {
    return call(this.wire, method, path, this.admin.token, body);
  }
}

/** Sends a preparing request, and throws if it is rejected. */
async function call(wire: Wire, method: string, path: string, token?: string, body?: unknown): Promise<Received> {
  return succeeded(await send(wire, method, path, token, body), `${method} ${path}`);
}

function send(wire: Wire, method: string, path: string, token?: string, body?: unknown): Promise<Received> {
  const headers = {
    ...(body !== undefined && { 'content-type': 'application/json' }),
    ...(token !== undefined && { authorization: `Bearer ${token}` }),
  };
  return wire.send({ method, path, headers, body: body === undefined ? undefined : JSON.stringify(body) });
}

function succeeded(answer: Received, request: string): Received {
  if (answer.status >= 300) throw new Error(`${request} was answered ${answer.status}: ${answer.text}`);
  return answer;
}

function personOf({ body }: Received): Person {
  return { id: body.user.id, email: body.user.email, token: body.accessToken, refreshToken: body.refreshToken };
}
