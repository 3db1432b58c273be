import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { OpenApiConformance } from '@test/support/openapi-conformance';
import { ownSettings, ProductProcess } from '@test/support/product-process';
import { Chance } from '@test/support/chance';
import { UNHURRIED } from '@test/support/test-api';
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
  let people: Person[];
  let pool: Pool;

  beforeAll(async () => {
    ProductProcess.build();
    const figures = { METRICS_TOKEN, LOG_LEVEL: 'error', ACCESS_TOKEN_SECONDS: '3600' };
    product = ProductProcess.start('api', { ...settings.env, ...UNHURRIED, ...BEHIND_PROXY, ...figures });
    const { url = '', firstAdministrator } = await product.said();
    wire = new Wire(url, CONNECTIONS);
    const document = committedDocument();
    operations = operationsOf(document);
    conformance = new OpenApiConformance(document);
    world = await World.prepare(wire, async () => firstAdministrator?.token ?? '');
    const all = await world.permissions();
    people = await Promise.all([
      world.staff(all),
      world.staff(all),
      world.person(),
      world.suspended(),
      world.signedOut(),
    ]);
    pool = await poolOf(people);
  });
  afterAll(async () => {
    wire?.close();
    await product?.stop();
    await settings.remove();
  });

  async function poolOf(callers: readonly Person[]): Promise<Pool> {
    const picture = (await world.meaningOf('downloadAvatar', callers[0] as Person)).path ?? {};
    // The administrator who prepares the world is not among them: a request that suspends that account would end the run.
    const strangers = await Promise.all([world.person(), world.person(), world.administrator()]);
    return {
      tokens: tokensOf(callers),
      ids: [...[...callers, ...strangers].map(({ id }) => id), picture.id ?? '', 'nobody'],
      names: [await world.role([]), 'admin', 'support', 'nothing'],
      files: [picture.file ?? '', 'x.webp', '..%2f'],
    };
  }

  /** Some requests end the session they come from, or suspend who sent others: somebody new takes that place. */
  async function replaceEnded(token: string): Promise<void> {
    const at = people.slice(0, 3).findIndex((person) => token === `Bearer ${person.token}`);
    if (at < 0) return;
    people[at] = at < 2 ? await world.staff(await world.permissions()) : await world.person();
    pool = { ...pool, tokens: tokensOf(people) };
  }

  it('are all answered, none with 5xx, none slower than a second, and each as the document says', async () => {
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
      async answered(_round, sent, { body }) {
        if (body?.code === 'access.session_ended') await replaceEnded(sent.headers.authorization ?? '');
      },
    });
    const seconds = (performance.now() - begun) / 1000;
    const { faults, byStatus, slowestMs, slowOnce, longestLagMs } = outcome;
    process.stdout.write(
      `fuzz: ${rounds} requests in ${seconds.toFixed(1)} s, ${JSON.stringify(byStatus)}, slowest ${Math.round(slowestMs)} ms ` +
        `(${slowOnce} slow once), longest hold of the event loop ${Math.round(longestLagMs)} ms\n`,
    );
    const found = await plantedFaultsFound();
    report({
      fault: `fuzzed requests over ${CONNECTIONS} connections`,
      rounds,
      losses: faults.length,
      figures: `slowest answer ${Math.round(slowestMs)} ms, event loop held for at most ${Math.round(longestLagMs)} ms`,
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
    const differ = Array.from({ length: 100 }, (_, round) => fuzzedRequest(one.ofRound(round), operations, pool));
    expect(new Set(differ.map((sent) => JSON.stringify(sent))).size).toBeGreaterThan(80);
  });

  /** The control: the same harness, through somebody who spoils a few answers. */
  async function plantedFaultsFound(): Promise<string[]> {
    const spoiler = await startSpoiler(wire);
    const spoiled = new Wire(`http://127.0.0.1:${(spoiler.address() as AddressInfo).port}`, CONNECTIONS);
    try {
      const { faults } = await fuzz({
        wire: spoiled,
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
        stall: /as long when asked again/,
        field: /unlike its schema/,
      };
      return Object.keys(signs).filter((name) => faults.some((fault) => signs[name]?.test(fault)));
    } finally {
      spoiled.close();
      spoiler.close();
    }
  }
});

/** Mostly of those who are let in: what is refused at the door shows little of what is behind it. */
function tokensOf(callers: readonly Person[]): string[] {
  const tokens = callers.map(({ token }) => token);
  return [...tokens, ...tokens.slice(0, 3), ...tokens.slice(0, 3), ...tokens.slice(0, 3)];
}

/** Stands before the product: a throwing, a dawdling and a talkative handler, each on some of the requests. */
async function startSpoiler(wire: Wire): Promise<Server> {
  const spoiler = createServer((request, response) => {
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
  await new Promise<void>((resolve) => spoiler.listen(0, '127.0.0.1', resolve));
  return spoiler;
}
