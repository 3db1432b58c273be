import { PASSWORD, type TestApi } from '@test/support/test-api';
import { report } from './support/fault-run';
import { committedDocument, operationsOf, type DescribedOperation } from './support/operations';
import { personWithApp } from './support/scenes/second-factor';
import { isElsewhere, PLACES, SOURCES, type Kind, type Place } from './support/token-kinds';
import { assembled, validParts } from './support/valid-request';
import type { Received, Wire } from './support/wire';
import { startWalked, type WalkedProduct } from './support/walked-product';
import type { Person, World } from './support/world';

/** Fields that take a secret somebody has chosen: any text may be one. */
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

  const operationOf = ({ operation }: Place) => operations.get(operation) as DescribedOperation;
  const partsOf = async (place: Place, caller: Person) =>
    validParts(operationOf(place), await world.meaningOf(place.operation, caller));

  async function deviceToken(): Promise<string> {
    const { begin, shows } = await personWithApp(api, world);
    const body = { mfaToken: (await begin()).body.mfaToken, method: 'totp', code: shows(), trustDevice: true };
    return (await api.call('POST', '/v1/auth/login/mfa', { body })).body.deviceToken as string;
  }

  /** One that would be taken where it belongs. */
  async function genuine(kind: Kind, caller: Person): Promise<string> {
    const source = SOURCES[kind];
    if (typeof source === 'function') return source({ world, deviceToken });
    const { body } = await partsOf(source, caller);
    const value = body?.[source.field] as unknown;
    if (typeof value !== 'string') throw new Error(`The scene of ${source.operation} has no ${source.field}.`);
    return value;
  }

  const show = async (place: Place, caller: Person, value: string): Promise<Received> => {
    const parts = await partsOf(place, caller);
    const body = { ...parts.body, ...place.beside?.(caller), [place.field]: value };
    for (const name of place.without ?? []) delete body[name];
    return wire.send(assembled(operationOf(place), { ...parts, body }, caller.token));
  };

  it('covers every field that takes a secret issued here', () => {
    const fields = [...operations.values()].flatMap(({ id, bodySchema }) =>
      Object.entries((bodySchema?.properties ?? {}) as Record<string, { format?: string }>)
        .filter(([name, { format }]) => format === 'password' && !CHOSEN.test(name))
        .map(([name]) => `${id}.${name}`),
    );
    const known = PLACES.map(({ operation, field }) => `${operation}.${field}`);
    expect([...new Set(known)].sort()).toEqual(fields.sort());
  });

  it('is taken where it belongs', async () => {
    const faults: string[] = [];
    for (const place of PLACES.filter((one) => !one.optional && !one.without)) {
      const caller = await world.person();
      const parts = await partsOf(place, caller);
      const { status, text } = await wire.send(assembled(operationOf(place), parts, caller.token));
      if (status >= 300) faults.push(`${place.operation}.${place.field} was answered ${status}: ${text}`);
    }
    expect(faults).toEqual([]);
  });

  it('is refused in every other place', async () => {
    const faults: string[] = [];
    let tried = 0;
    for (const place of PLACES.filter((one) => !one.optional)) {
      for (const kind of Object.keys(SOURCES) as Kind[]) {
        if (!isElsewhere(kind, place)) continue;
        const caller = await world.person();
        const { status, body } = await show(place, caller, await genuine(kind, caller));
        tried++;
        const isRefused = [401, 403, 404, 409, 422].includes(status) && body?.accessToken === undefined;
        if (!isRefused) faults.push(`${kind} as ${place.operation}.${place.field} was answered ${status}`);
      }
    }
    report({ fault: 'every kind of token in place of every other', rounds: tried, losses: faults.length });
    expect(faults).toEqual([]);
    expect(tried).toBeGreaterThan(100);
  }, 120_000);

  it('accepts only an access token as an access token', async () => {
    const faults: string[] = [];
    for (const kind of Object.keys(SOURCES) as Kind[]) {
      const caller = await world.person();
      const headers = { authorization: `Bearer ${await genuine(kind, caller)}` };
      const { status, body } = await wire.send({ method: 'GET', path: '/v1/me/sessions', headers });
      if (status !== 401 && status !== 403) faults.push(`${kind} was answered ${status} ${body?.code}`);
    }
    expect(faults).toEqual(['an access token was answered 200 undefined']);
  });

  it('is not accepted as a trusted device or a code', async () => {
    const faults: string[] = [];
    for (const kind of Object.keys(SOURCES) as Kind[]) {
      if (kind === 'a trusted device') continue;
      const value = await genuine(kind, await world.person());
      const { person, begin } = await personWithApp(api, world);
      const half = await begin(value.slice(0, 100));
      if (half.body.mfaRequired !== true) faults.push(`${kind} as a device was answered ${half.text}`);
      const body = { password: PASSWORD, method: 'totp', code: value.slice(0, 40) };
      const { status } = await api.call('POST', '/v1/me/step-up', { token: person.token, body });
      if (status !== 403) faults.push(`${kind} as a code was answered ${status}`);
    }
    expect(faults).toEqual([]);
  }, 60_000);
});
