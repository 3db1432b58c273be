import { PASSWORD, type TestApi } from '@test/support/test-api';
import { report } from './support/fault-run';
import { committedDocument, operationsOf, type DescribedOperation } from './support/operations';
import { personWithApp } from './support/scenes/second-factor';
import { isElsewhere, TOKEN_FIELDS, SOURCES, type Kind, type TokenField } from './support/token-kinds';
import { assembled, validParts } from './support/valid-request';
import type { Received, Wire } from './support/wire';
import { startWalked, type WalkedProduct } from './support/walked-product';
import type { Person, World } from './support/world';

/** Fields for passwords, which users choose: any text is possible. */
const CHOSEN = /password$/i;

describe('Every kind of token, in place of every other', () => {
  let walked: WalkedProduct;
  let api: TestApi;
  let wire: Wire;
  let world: World;
  let operations: Map<string, DescribedOperation>;

  beforeAll(async () => {
    walked = await startWalked();
    ({ api, wire, world } = walked);
    operations = new Map(operationsOf(committedDocument()).map((operation) => [operation.id, operation]));
  });
  afterAll(async () => {
    await walked?.stop();
  });

  const operationOf = ({ operation }: TokenField) => operations.get(operation) as DescribedOperation;
  const partsOf = async (tokenField: TokenField, caller: Person) =>
    validParts(operationOf(tokenField), await world.meaningOf(tokenField.operation, caller));

  async function deviceToken(): Promise<string> {
    const { begin, code } = await personWithApp(api, world);
    const body = { mfaToken: (await begin()).body.mfaToken, method: 'totp', code: code(), trustDevice: true };
    return (await api.call('POST', '/v1/auth/login/mfa', { body })).body.deviceToken as string;
  }

  /** A token that its own field accepts. */
  async function validToken(kind: Kind, caller: Person): Promise<string> {
    const source = SOURCES[kind];
    if (typeof source === 'function') return source({ world, deviceToken });
    const { body } = await partsOf(source, caller);
    const value = body?.[source.field] as unknown;
    if (typeof value !== 'string') throw new Error(`The scene of ${source.operation} has no ${source.field}.`);
    return value;
  }

  const send = async (tokenField: TokenField, caller: Person, value: string): Promise<Received> => {
    const parts = await partsOf(tokenField, caller);
    const body = { ...parts.body, ...tokenField.additional?.(caller), [tokenField.field]: value };
    for (const name of tokenField.without ?? []) delete body[name];
    return wire.send(assembled(operationOf(tokenField), { ...parts, body }, caller.token));
  };

  it('covers every field that takes a token of the product', () => {
    const fields = [...operations.values()].flatMap(({ id, bodySchema }) =>
      Object.entries((bodySchema?.properties ?? {}) as Record<string, { format?: string }>)
        .filter(([name, { format }]) => format === 'password' && !CHOSEN.test(name))
        .map(([name]) => `${id}.${name}`),
    );
    const known = TOKEN_FIELDS.map(({ operation, field }) => `${operation}.${field}`);
    expect([...new Set(known)].sort()).toEqual(fields.sort());
  });

  it('is accepted in its own field', async () => {
    const faults: string[] = [];
    for (const tokenField of TOKEN_FIELDS.filter((one) => !one.optional && !one.without)) {
      const caller = await world.person();
      const parts = await partsOf(tokenField, caller);
      const { status, text } = await wire.send(assembled(operationOf(tokenField), parts, caller.token));
      if (status >= 300) faults.push(`${tokenField.operation}.${tokenField.field} was answered ${status}: ${text}`);
    }
    expect(faults).toEqual([]);
  });

  it('is rejected in every other field', async () => {
    const faults: string[] = [];
    let tried = 0;
    for (const tokenField of TOKEN_FIELDS.filter((one) => !one.optional)) {
      for (const kind of Object.keys(SOURCES) as Kind[]) {
        if (!isElsewhere(kind, tokenField)) continue;
        const caller = await world.person();
        const { status, body } = await send(tokenField, caller, await validToken(kind, caller));
        tried++;
        const isRefused = [401, 403, 404, 409, 422].includes(status) && body?.accessToken === undefined;
        if (!isRefused) faults.push(`${kind} as ${tokenField.operation}.${tokenField.field} was answered ${status}`);
      }
    }
    report({ fault: 'every kind of token in place of every other', rounds: tried, losses: faults.length });
    expect(faults).toEqual([]);
    expect(tried).toBeGreaterThan(100);
  }, 120_000);

  it('is accepted as an access token only if it is one', async () => {
    const faults: string[] = [];
    for (const kind of Object.keys(SOURCES) as Kind[]) {
      const caller = await world.person();
      const headers = { authorization: `Bearer ${await validToken(kind, caller)}` };
      const { status, body } = await wire.send({ method: 'GET', path: '/v1/me/sessions', headers });
      if (status !== 401 && status !== 403) faults.push(`${kind} was answered ${status} ${body?.code}`);
    }
    expect(faults).toEqual(['an access token was answered 200 undefined']);
  });

  it('is not accepted as a trusted device or a code', async () => {
    const faults: string[] = [];
    for (const kind of Object.keys(SOURCES) as Kind[]) {
      if (kind === 'a device token') continue;
      const value = await validToken(kind, await world.person());
      const { person, begin } = await personWithApp(api, world);
      const signIn = await begin(value.slice(0, 100));
      if (signIn.body.mfaRequired !== true) faults.push(`${kind} as a device was answered ${signIn.text}`);
      const body = { password: PASSWORD, method: 'totp', code: value.slice(0, 40) };
      const { status } = await api.call('POST', '/v1/me/step-up', { token: person.token, body });
      if (status !== 403) faults.push(`${kind} as a code was answered ${status}`);
    }
    expect(faults).toEqual([]);
  }, 120_000);
});
