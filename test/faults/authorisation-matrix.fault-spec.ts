import { AuthorizationGuard } from '@platform/http/access/authorization.guard';
import { Database } from '@platform/persistence/database';
import type { TestApi } from '@test/support/test-api';
import { callersOf, type Caller } from './support/callers';
import { isFullRun, report } from './support/fault-run';
import { refusalOf } from './support/matrix';
import { committedDocument, operationsOf, type Audience, type DescribedOperation } from './support/operations';
import { changedTables, tableSums } from './support/table-sums';
import { assembled, validParts } from './support/valid-request';
import type { Received, Sent, Wire } from './support/wire';
import { startWalked, type WalkedProduct } from './support/walked-product';
import type { Person, World } from './support/world';

type Arrivals = Map<string, Awaited<ReturnType<Caller['arrive']>>>;

describe('Every operation, called with every kind of access', () => {
  let walked: WalkedProduct;
  let api: TestApi;
  let wire: Wire;
  let world: World;
  let operations: DescribedOperation[];
  let permissions: string[];
  let calls = 0;
  /** Callers without a valid session are refused everywhere alike, and a refused call changes nothing of theirs. */
  const arrived: Arrivals = new Map();

  beforeAll(async () => {
    walked = await startWalked();
    ({ api, wire, world } = walked);
    operations = operationsOf(committedDocument());
    permissions = await world.permissions();
  });
  afterAll(async () => {
    await walked?.stop();
  });

  /** What one operation does otherwise than its audience says. */
  async function faultsOf(operation: DescribedOperation): Promise<string[]> {
    const callers = callersOf(operation, api, world, permissions);
    const refused = callers.filter((caller) => refusalOf(operation.audience, caller));
    const faults = await faultsOfRefused(operation, refused, arrived);
    for (const caller of callers)
      if (!refused.includes(caller)) faults.push(...(await faultsOfAllowed(operation, caller)));
    return faults;
  }

  /** The same up to the first fault. */
  async function isFaulty(operation: DescribedOperation): Promise<boolean> {
    for (const caller of callersOf(operation, api, world, permissions)) {
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

  /** Their requests are made first, so that one comparison of all tables holds for all of them. */
  async function faultsOfRefused(
    operation: DescribedOperation,
    callers: readonly Caller[],
    known?: Arrivals,
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
    if (changed.length > 0) faults.push(`${operation.id}, refused to ${names}, changed ${changed.join(', ')}.`);
    return faults;
  }

  async function requestOf(operation: DescribedOperation, caller: Caller, known?: Arrivals): Promise<Sent> {
    const who = await arrivalOf(caller, known);
    const owner = caller.credentials === 'good' && isPerson(who) ? who : world.admin;
    return assembled(operation, validParts(operation, await world.meaningOf(operation.id, owner)), who.token);
  }

  async function arrivalOf(caller: Caller, known?: Arrivals) {
    if (!known || caller.credentials === 'good') return caller.arrive();
    const who = known.get(caller.name) ?? (await caller.arrive());
    known.set(caller.name, who);
    return who;
  }

  async function answerTo(request: Sent): Promise<Received> {
    calls++;
    return wire.send(request);
  }

  it('answers as its audience in the document says, and a refused call changes nothing', async () => {
    const faults: string[] = [];
    for (const operation of operations) faults.push(...(await faultsOf(operation)));
    const asked = calls;
    const control = await missedClaims();
    report({
      fault: 'every operation called without a token, by other users, ended sessions, every role',
      rounds: asked,
      losses: faults.length,
      figures: `${operations.length} operations`,
      control: `${control.claims} wrong claims about an audience: ${control.claims - control.missed.length} found`,
    });
    expect(faults).toEqual([]);
    expect(control.missed).toEqual([]);
    expect(control.claims).toBeGreaterThan(20);
  });

  /** The control: a document that names another audience than the code must be found out, at every operation. */
  async function missedClaims(): Promise<{ claims: number; missed: string[] }> {
    const missed: string[] = [];
    let claims = 0;
    for (const operation of operations) {
      const wrong = wrongAudiences(operation.audience, permissions);
      for (const audience of isFullRun ? wrong : wrong.slice(0, 1)) {
        claims++;
        if (!(await isFaulty({ ...operation, audience })))
          missed.push(`${operation.id} as ${JSON.stringify(audience)}`);
      }
    }
    return { claims, missed };
  }

  it('finds a guard that admits everyone', async () => {
    const guard = jest.spyOn(AuthorizationGuard.prototype, 'canActivate').mockResolvedValue(true);
    try {
      const guarded = operations.filter(({ id }) => ['listRoles', 'getAttributeSchema', 'suspendUser'].includes(id));
      for (const operation of guarded)
        expect((await faultsOf(operation)).join()).toContain('called by a user, answered 20');
    } finally {
      guard.mockRestore();
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

    it("answers 404 to ids of another user's, and changes nothing", async () => {
      const withId = own().filter(({ parameters }) => parameters.some((parameter) => parameter.in === 'path'));
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

    it("refuses another user's place in every list of one's own", async () => {
      const lists = own().filter(({ parameters }) => parameters.some(({ name }) => name === 'cursor'));
      expect(lists.length).toBeGreaterThan(1);
      await world.signIn(owner.email);
      let tried = 0;
      for (const operation of lists) {
        const page = async (person: Person, query: Record<string, string>) =>
          wire.send(assembled(operation, { path: {}, query: { limit: '1', ...query } }, person.token));
        const { nextCursor } = (await page(owner, {})).body;
        // A list the owner has nothing in has no place to steal.
        if (nextCursor === null) continue;
        tried++;
        expect((await page(owner, { cursor: nextCursor })).status).toBe(200);
        expect((await page(other, { cursor: nextCursor })).body.code).toBe('request.invalid_cursor');
      }
      expect(tried).toBeGreaterThan(1);
    });

    it("does not answer with another user's answer where both chose the same key", async () => {
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

function isPerson(who: Person | { readonly token: string | undefined }): who is Person {
  return 'id' in who;
}

function wrongAudiences(audience: Audience, permissions: readonly string[]): Audience[] {
  if (audience.kind === 'everyone')
    return [
      { kind: 'signed-in', stepUp: false },
      { ...audience, recognises: !audience.recognises },
    ];
  if (audience.kind === 'signed-in') {
    const [permission = ''] = permissions;
    return [
      { kind: 'everyone', recognises: false },
      { kind: 'permission', permission, stepUp: false },
      { ...audience, stepUp: !audience.stepUp },
    ];
  }
  const other = permissions.find((permission) => permission !== audience.permission) ?? '';
  return [
    { kind: 'signed-in', stepUp: audience.stepUp },
    { ...audience, permission: other },
    { ...audience, stepUp: !audience.stepUp },
    { kind: 'everyone', recognises: false },
  ];
}

function brief({ status, body }: Received): string {
  return body?.code ? `${status} ${body.code}` : String(status);
}
