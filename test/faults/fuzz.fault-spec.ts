import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { OpenApiConformance } from '@test/support/openapi-conformance';
import { ownSettings, ProductProcess } from '@test/support/product-process';
import { Chance } from '@test/support/chance';
import { report, roundsOf } from './support/fault-run';
import { fuzz } from './support/fuzz-run';
import { fuzzedRequest, type Pool } from './support/fuzz-requests';
import { LoopWatch } from './support/loop-watch';
import { committedDocument, operationsOf, type DescribedOperation } from './support/operations';
import { BEHIND_PROXY, Wire } from './support/wire';
import { World, type Person } from './support/world';

const METRICS_TOKEN = 'figures-for-the-fuzzer';
const CONNECTIONS = 6;

describe('Random requests', () => {
  const settings = ownSettings();
  let product: ProductProcess;
  let wire: Wire;
  let world: World;
  let operations: DescribedOperation[];
  let conformance: OpenApiConformance;
  let callers: Person[];
  let pool: Pool;

  beforeAll(async () => {
    ProductProcess.build();
    const figures = { METRICS_TOKEN, LOG_LEVEL: 'error', ACCESS_TOKEN_SECONDS: '3600' };
    product = ProductProcess.start('api', { ...settings.env, ...BEHIND_PROXY, ...figures });
    const { url = '', firstAdministrator } = await product.said();
    wire = new Wire(url, CONNECTIONS);
    const document = committedDocument();
    operations = operationsOf(document);
    conformance = new OpenApiConformance(document);
    world = await World.prepare(wire, async () => firstAdministrator?.token ?? '');
    const all = await world.permissions();
    callers = await Promise.all([
      world.staff(all),
      world.staff(all),
      world.person(),
      world.suspended(),
      world.signedOut(),
    ]);
    pool = await poolOf(callers);
  });
  afterAll(async () => {
    wire?.close();
    await product?.stop();
    await settings.remove();
  });

  async function poolOf(people: readonly Person[]): Promise<Pool> {
    const picture = (await world.meaningOf('downloadAvatar', people[0] as Person)).path ?? {};
    // The administrator who prepares the world is excluded, because a request that suspends this account would end the run.
    const others = await Promise.all([world.person(), world.person(), world.administrator()]);
    return {
      tokens: tokensOf(people),
      ids: [...[...people, ...others].map(({ id }) => id), picture.id ?? '', 'not-an-id'],
      names: [await world.role([]), 'admin', 'support', 'unknown'],
      files: [picture.file ?? '', 'x.webp', '..%2f'],
    };
  }

  /** Replaces a caller whose session was ended or who was suspended by one of the requests. */
  async function replaceEnded(token: string): Promise<void> {
    const at = callers.slice(0, 3).findIndex((person) => token === `Bearer ${person.token}`);
    if (at < 0) return;
    callers[at] = at < 2 ? await world.staff(await world.permissions()) : await world.person();
    pool = { ...pool, tokens: tokensOf(callers) };
  }

  it('are all answered within a second, without 5xx, and as the document declares', async () => {
    const rounds = roundsOf({ short: 1000, full: 100_000 });
    const begun = performance.now();
    const outcome = await fuzz({
      wire,
      operations,
      conformance,
      rounds,
      only: process.env.FAULT_ROUND ? Number(process.env.FAULT_ROUND) : undefined,
      chance: new Chance('fuzz'),
      connections: CONNECTIONS,
      stallMs: 1000,
      watch: new LoopWatch(wire, METRICS_TOKEN),
      pool: () => pool,
      async onAnswer(_round, sent, { body }) {
        if (body?.code === 'access.session_ended') await replaceEnded(sent.headers.authorization ?? '');
      },
    });
    const seconds = (performance.now() - begun) / 1000;
    const { faults, byStatus, slowestMs, slowOnce, longestLagMs } = outcome;
    process.stdout.write(
      `fuzz: ${rounds} requests in ${seconds.toFixed(1)} s, ${JSON.stringify(byStatus)}, slowest ${Math.round(slowestMs)} ms ` +
        `(${slowOnce} slow once), event loop blocked for at most ${Math.round(longestLagMs)} ms\n`,
    );
    const found = await plantedFaultsFound();
    report({
      fault: `fuzzed requests over ${CONNECTIONS} connections`,
      rounds,
      losses: faults.length,
      figures: `slowest answer ${Math.round(slowestMs)} ms, event loop blocked for at most ${Math.round(longestLagMs)} ms`,
      control: `a 500, a stall and an undeclared field planted: ${found.length} of 3 found`,
    });
    expect(faults).toEqual([]);
    expect(found).toEqual(['500', 'stall', 'field']);
    const { status } = await wire.send({ method: 'GET', path: '/health/ready', headers: {} });
    expect([status, product.output.match(/service\.unexpected/g)]).toEqual([200, null]);
  });

  it('are the same again for the same seed and round', () => {
    const [one, two] = [new Chance('fuzz', 7), new Chance('fuzz', 7)];
    for (let round = 0; round < 200; round++) two.ofRound(round).next();
    for (const round of [0, 1, 199, 99_999]) {
      const again = fuzzedRequest(two.ofRound(round), operations, pool);
      expect(fuzzedRequest(one.ofRound(round), operations, pool)).toEqual(again);
    }
    const requests = Array.from({ length: 100 }, (_, round) => fuzzedRequest(one.ofRound(round), operations, pool));
    expect(new Set(requests.map((sent) => JSON.stringify(sent))).size).toBeGreaterThan(80);
  });

  /** The control: the same requests, through a proxy that corrupts a few answers. */
  async function plantedFaultsFound(): Promise<string[]> {
    const faultyProxy = await startFaultyProxy(wire);
    const faultyWire = new Wire(`http://127.0.0.1:${(faultyProxy.address() as AddressInfo).port}`, CONNECTIONS);
    try {
      const { faults } = await fuzz({
        wire: faultyWire,
        operations: operations.filter(({ id }) => ['getLiveness', 'getReadiness', 'getJwks'].includes(id)),
        conformance,
        rounds: 300,
        chance: new Chance('fuzz control', 1),
        connections: CONNECTIONS,
        stallMs: 150,
        pool: () => pool,
      });
      const signs: Record<string, RegExp> = {
        500: /was answered 500/,
        stall: /as long when repeated/,
        field: /unlike its schema/,
      };
      return Object.keys(signs).filter((name) => faults.some((fault) => signs[name]?.test(fault)));
    } finally {
      faultyWire.close();
      faultyProxy.close();
    }
  }
});

/** Mostly tokens of accepted callers, because rejected requests do not reach the handlers. */
function tokensOf(callers: readonly Person[]): string[] {
  const tokens = callers.map(({ token }) => token);
  return [...tokens, ...tokens.slice(0, 3), ...tokens.slice(0, 3), ...tokens.slice(0, 3)];
}

/** A proxy before the product that answers some requests with 500, some late and some with an undeclared field. */
async function startFaultyProxy(wire: Wire): Promise<Server> {
  const faultyProxy = createServer((request, response) => {
    void (async () => {
      const { url: path = '', method = 'GET' } = request;
      const { status, headers, text } = await wire.send({ method, path, headers: {} });
      const isPlain = status === 200 && method === 'GET';
      if (isPlain && path === '/health/ready') await new Promise((resolve) => setTimeout(resolve, 250));
      const code = isPlain && path === '/health/live' ? 500 : status;
      const body = isPlain && path.startsWith('/.well-known') ? `{"secret":1,${text.slice(1)}` : text;
      response.writeHead(code, { 'content-type': String(headers['content-type']) }).end(body);
    })();
  });
  await new Promise<void>((resolve) => faultyProxy.listen(0, '127.0.0.1', resolve));
  return faultyProxy;
}
