import { ApiKeyAuthentication } from '@features/auth/api-keys/api-key-authentication';
import { AuthorizationGuard } from '@platform/http/access/authorization.guard';
import { Database } from '@platform/persistence/database';
import type { TestApi } from '@test/support/test-api';
import { callersOf, type Caller, type Credentials, type KnownPerson, type Rights } from './support/callers';
import { isFullRun, report } from './support/fault-run';
import { refusalOf } from './support/matrix';
import { committedDocument, operationsOf, type Audience, type DescribedOperation } from './support/operations';
import { changedTables, tableSums } from './support/table-sums';
import { assembled, validParts } from './support/valid-request';
import type { Received, Sent, Wire } from './support/wire';
import { startWalked, type WalkedProduct } from './support/walked-product';
import type { Person, World } from './support/world';

type KnownCallers = Map<string, Credentials>;

describe('Every operation, called with every kind of access', () => {
  let walked: WalkedProduct;
  let api: TestApi;
  let wire: Wire;
  let world: World;
  let operations: DescribedOperation[];
  let rights: Rights;
  let calls = 0;
  /** Callers without a valid session can be reused: every operation rejects them and changes none of their data. */
  const knownCallers: KnownCallers = new Map();

  beforeAll(async () => {
    walked = await startWalked();
    ({ api, wire, world } = walked);
    operations = operationsOf(committedDocument());
    const scopes = new Set(operations.flatMap(({ audience }) => scopeOf(audience) ?? []));
    rights = { permissions: await world.permissions(), scopes: [...scopes] };
  });
  afterAll(async () => {
    await walked?.stop();
  });

  /** Every deviation of one operation from its declared audience. */
  async function faultsOf(operation: DescribedOperation): Promise<string[]> {
    const callers = callersOf(operation, api, world, rights);
    const refused = callers.filter((caller) => refusalOf(operation.audience, caller));
    const faults = await faultsOfRefused(operation, refused, knownCallers);
    for (const caller of callers)
      if (!refused.includes(caller)) faults.push(...(await faultsOfAllowed(operation, caller)));
    return faults;
  }

  /** Checks the same, but stops at the first fault. */
  async function isFaulty(operation: DescribedOperation): Promise<boolean> {
    for (const caller of callersOf(operation, api, world, rights)) {
      const faults = refusalOf(operation.audience, caller)
        ? await faultsOfRefused(operation, [caller])
        : await faultsOfAllowed(operation, caller);
      if (faults.length > 0) return true;
    }
    return false;
  }

  async function faultsOfAllowed(operation: DescribedOperation, caller: Caller): Promise<string[]> {
    const answer = await answerTo(await requestOf(operation, caller));
    if (answer.status === operation.success) return [];
    return [`${operation.id}, called by ${caller.name}, answered ${brief(answer)} instead of ${operation.success}.`];
  }

  /** Prepares all requests first, so that one comparison of the tables covers all calls. */
  async function faultsOfRefused(
    operation: DescribedOperation,
    callers: readonly Caller[],
    known?: KnownCallers,
  ): Promise<string[]> {
    if (callers.length === 0) return [];
    const faults: string[] = [];
    const requests = [];
    for (const caller of callers) requests.push({ caller, request: await requestOf(operation, caller, known) });
    const before = await tableSums(api.app.get(Database));
    for (const { caller, request } of requests) {
      const refusal = refusalOf(operation.audience, caller);
      const answer = await answerTo(request);
      if (answer.status !== refusal?.status || answer.body?.code !== refusal.code)
        faults.push(
          `${operation.id}, called by ${caller.name}, answered ${brief(answer)} instead of ${refusal?.status} ${refusal?.code}.`,
        );
    }
    const changed = changedTables(before, await tableSums(api.app.get(Database)));
    const names = callers.map(({ name }) => name).join(', ');
    if (changed.length > 0) faults.push(`${operation.id}, rejected for ${names}, changed ${changed.join(', ')}.`);
    return faults;
  }

  async function requestOf(operation: DescribedOperation, caller: Caller, known?: KnownCallers): Promise<Sent> {
    const credentials = await credentialsOf(caller, known);
    const owner = caller.credentials === 'valid' && isPerson(credentials) ? credentials : world.admin;
    const parts = validParts(operation, await world.meaningOf(operation.id, owner));
    if (!isPerson(credentials) || !credentials.key) return assembled(operation, parts, credentials.token);
    // The device of an example is that of the session, and a key has none.
    const { device: _, ...query } = parts.query;
    return assembled(operation, { ...parts, query }, credentials.key);
  }

  async function credentialsOf(caller: Caller, known?: KnownCallers) {
    if (!known || caller.credentials === 'valid') return caller.create();
    const credentials = known.get(caller.name) ?? (await caller.create());
    known.set(caller.name, credentials);
    return credentials;
  }

  async function answerTo(request: Sent): Promise<Received> {
    calls++;
    return wire.send(request);
  }

  it('answers as its declared audience requires, and rejects calls without changing anything', async () => {
    const faults: string[] = [];
    for (const operation of operations) faults.push(...(await faultsOf(operation)));
    const rounds = calls;
    const control = await missedAudiences();
    report({
      fault: 'every operation called without a token, by other users, with ended sessions and with every role',
      rounds,
      losses: faults.length,
      figures: `${operations.length} operations`,
      control: `${control.wrong} wrong audiences in the document: ${control.wrong - control.missed.length} found`,
    });
    expect(faults).toEqual([]);
    expect(control.missed).toEqual([]);
    expect(control.wrong).toBeGreaterThan(20);
  });

  /** The control: for every operation the test must detect a document with another audience than the code. */
  async function missedAudiences(): Promise<{ wrong: number; missed: string[] }> {
    const missed: string[] = [];
    let count = 0;
    for (const operation of operations) {
      const wrong = wrongAudiences(operation.audience, rights);
      for (const audience of isFullRun ? wrong : wrong.slice(0, 1)) {
        count++;
        if (!(await isFaulty({ ...operation, audience })))
          missed.push(`${operation.id} as ${JSON.stringify(audience)}`);
      }
    }
    return { wrong: count, missed };
  }

  it('detects a guard that accepts everyone', async () => {
    const guard = jest.spyOn(AuthorizationGuard.prototype, 'canActivate').mockResolvedValue(true);
    try {
      const guarded = operations.filter(({ id }) => ['listRoles', 'getAttributeSchema', 'suspendUser'].includes(id));
      for (const operation of guarded)
        expect((await faultsOf(operation)).join()).toContain('called by a user, answered 20');
    } finally {
      guard.mockRestore();
    }
  });

  it('detects write scopes that do not include the read scopes', async () => {
    const find = ApiKeyAuthentication.prototype.find;
    const withoutIncluded = jest.spyOn(ApiKeyAuthentication.prototype, 'find').mockImplementation(async function (
      this: ApiKeyAuthentication,
      text,
    ) {
      const bearer = await find.call(this, text);
      if (bearer.kind === 'app' || !bearer.key.scopes.has('profile:write')) return bearer;
      return { ...bearer, key: { ...bearer.key, scopes: new Set(['profile:write']) } };
    });
    try {
      const profile = operations.filter(({ id }) => id === 'getProfile');
      for (const operation of profile) expect(await faultsOf(operation)).toHaveLength(1);
      expect(profile).toHaveLength(1);
    } finally {
      withoutIncluded.mockRestore();
    }
  });

  describe("with another user's resources", () => {
    let owner: Person;
    let other: Person;
    const own = () =>
      operations.filter(({ template, audience }) => /^\/v1\/me\b/.test(template) && audience.kind !== 'everyone');

    beforeAll(async () => {
      [owner, other] = [await world.person(), await world.person()];
      await world.signIn(owner.email);
    });

    it("answers 404 to ids of another user's resources, and changes nothing", async () => {
      const withId = own().filter(({ parameters }) =>
        parameters.some((parameter) => parameter.in === 'path' && parameter.schema.format === 'uuid'),
      );
      expect(withId.map(({ id }) => id)).toContain('revokeSession');
      const [id = ''] = await world.sessionsOf(owner);
      for (const operation of withId) {
        const parts = validParts(operation, { ...(await world.meaningOf(operation.id, other)), path: { id } });
        const before = await tableSums(api.app.get(Database));
        const answer = await wire.send(assembled(operation, parts, other.token));
        expect({ id: operation.id, status: answer.status }).toEqual({ id: operation.id, status: 404 });
        expect(changedTables(before, await tableSums(api.app.get(Database)))).toEqual([]);
        if (operation.id !== 'revokeSession') continue;
        expect((await wire.send(assembled(operation, parts, owner.token))).status).toBe(operation.success);
      }
    });

    it("rejects another user's cursor in every list of the user's own resources", async () => {
      const lists = own().filter(({ parameters }) => parameters.some(({ name }) => name === 'cursor'));
      expect(lists.length).toBeGreaterThan(1);
      await world.signIn(owner.email);
      let tried = 0;
      for (const operation of lists) {
        const page = async (person: Person, query: Record<string, string>) =>
          wire.send(assembled(operation, { path: {}, query: { limit: '1', ...query } }, person.token));
        const { nextCursor } = (await page(owner, {})).body;
        // An empty list has no cursor.
        if (nextCursor === null) continue;
        tried++;
        expect((await page(owner, { cursor: nextCursor })).status).toBe(200);
        expect((await page(other, { cursor: nextCursor })).body.code).toBe('request.invalid_cursor');
      }
      expect(tried).toBeGreaterThan(1);
    });

    it("does not replay another user's answer when both chose the same Idempotency-Key", async () => {
      const keyed = operations.filter(
        ({ parameters, audience }) =>
          audience.kind === 'signed-in' && parameters.some(({ name }) => name === 'Idempotency-Key'),
      );
      expect(keyed.length).toBeGreaterThan(0);
      for (const operation of keyed) {
        const parts = validParts(operation, await world.meaningOf(operation.id, owner));
        const keyedBy = async ({ token }: Person) => {
          const request = assembled(operation, parts, token);
          return wire.send({ ...request, headers: { ...request.headers, 'idempotency-key': 'the-same-for-both' } });
        };
        expect((await keyedBy(owner)).status).toBe(operation.success);
        expect((await keyedBy(owner)).headers['idempotency-replayed']).toBe('true');
        expect((await keyedBy(other)).headers['idempotency-replayed']).toBeUndefined();
      }
    });
  });
});

function isPerson(credentials: Credentials): credentials is KnownPerson {
  return 'id' in credentials;
}

function scopeOf(audience: Audience): string | undefined {
  return audience.kind === 'everyone' ? undefined : audience.scope;
}

function wrongAudiences(audience: Audience, { permissions, scopes }: Rights): Audience[] {
  if (audience.kind === 'everyone')
    return [
      { kind: 'signed-in', stepUp: false },
      { ...audience, recognises: !audience.recognises },
    ];
  const others = scopes.filter((scope) => scope !== audience.scope);
  const ofResource = others.find((scope) => scope.split(':')[0] === audience.scope?.split(':')[0]);
  const wrongScope = audience.scope === undefined ? [] : [{ ...audience, scope: ofResource ?? others[0] }];
  if (audience.kind === 'signed-in') {
    const [permission = ''] = permissions;
    return [
      { kind: 'everyone', recognises: false },
      { kind: 'permission', permissions: [permission], stepUp: false },
      { ...audience, stepUp: !audience.stepUp },
      ...wrongScope,
    ];
  }
  const other = permissions.find((permission) => !audience.permissions.includes(permission)) ?? '';
  const [, ...fewer] = audience.permissions;
  return [
    { kind: 'signed-in', stepUp: audience.stepUp },
    { ...audience, permissions: [other] },
    ...(fewer.length > 0 ? [{ ...audience, permissions: fewer }] : []),
    { ...audience, stepUp: !audience.stepUp },
    { kind: 'everyone', recognises: false },
    ...wrongScope,
  ];
}

function brief({ status, body }: Received): string {
  return body?.code ? `${status} ${body.code}` : String(status);
}
