import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestApi } from '@test/support/test-api';
import { report } from '@test/faults/support/fault-run';
import {
  committedDocument,
  DOCUMENT_FILE,
  operationsOf,
  type DescribedOperation,
} from '@test/faults/support/operations';
import { objectionOf, ValidatingProxy } from '@test/faults/support/validating-proxy';
import { stepsOf, type Step } from '@test/faults/support/walk';
import { Wire, type Received } from '@test/faults/support/wire';
import { startWalked, type WalkedProduct } from '@test/faults/support/walked-product';
import type { World } from '@test/faults/support/world';

/** The proxy reads bodies as text, which corrupts pictures. */
const TAKES_PICTURES = 'setAvatar';
/** The proxy follows redirects itself, to URLs that do not exist. Other tests check redirects. */
const REDIRECT = 302;

describe('Every answer, through a validating proxy', () => {
  let walked: WalkedProduct;
  let api: TestApi;
  let wire: Wire;
  let world: World;
  let operations: DescribedOperation[];
  const proxies: ValidatingProxy[] = [];
  const wires: Wire[] = [];

  beforeAll(async () => {
    walked = await startWalked();
    ({ api, wire, world } = walked);
    operations = operationsOf(committedDocument());
  });
  afterAll(async () => {
    for (const open of wires) open.close();
    for (const proxy of proxies) await proxy.stop();
    await walked?.stop();
  });

  async function through(upstream: string, requests: boolean): Promise<Wire> {
    const proxy = await ValidatingProxy.start(DOCUMENT_FILE, upstream, { requests });
    proxies.push(proxy);
    const proxied = new Wire(proxy.url);
    wires.push(proxied);
    return proxied;
  }

  async function walk(proxied: Wire, wanted: (step: Step) => boolean) {
    const faults: string[] = [];
    let answers = 0;
    const permissions = await world.permissions();
    for (const operation of operations) {
      const steps = (await stepsOf(operation, world, permissions)).filter((step) => !step.isEndless);
      for (const step of steps.filter(wanted)) {
        const answer = await proxied.send(step.request);
        answers++;
        const objection = objectionOf(answer);
        if (objection) faults.push(`${step.name}: ${objection}`);
        else if (answer.status !== step.status && !isCorruptedPicture(operation, step, answer))
          faults.push(`${step.name} was answered ${answer.status} instead of ${step.status}: ${answer.text}`);
      }
    }
    return { faults, answers };
  }

  it('matches the document, as every valid request does', async () => {
    const strict = await walk(await through(api.url, true), ({ isValid, status }) => isValid && status !== REDIRECT);
    const refused = await walk(await through(api.url, false), ({ isValid }) => !isValid);
    const detected = await detectedCorruptions();
    report({
      fault: 'every operation, its success and error responses, through a validating proxy',
      rounds: strict.answers + refused.answers,
      losses: strict.faults.length + refused.faults.length,
      figures: `${operations.length} operations`,
      control: `answers with a wrong type, an undeclared status, a missing and an unknown field: ${detected.length} of 4 rejected`,
    });
    expect([...strict.faults, ...refused.faults]).toEqual([]);
    expect(strict.answers + refused.answers).toBeGreaterThan(operations.length * 3);
    expect(detected).toEqual(CORRUPTIONS.map(({ name }) => name));
  });

  /** The control: the proxy must detect answers that were corrupted before they reach it. */
  async function detectedCorruptions(): Promise<string[]> {
    const [token, objected]: [string, string[]] = [world.admin.token, []];
    const faultyProxy = await startFaultyProxy(wire);
    const proxied = await through(`http://127.0.0.1:${(faultyProxy.address() as AddressInfo).port}`, true);
    const request = { method: 'GET', path: '/v1/me', headers: { authorization: `Bearer ${token}` } };
    try {
      for (const { name } of CORRUPTIONS) {
        const answer = await proxied.send({ ...request, headers: { ...request.headers, 'accept-language': name } });
        if (objectionOf(answer)) objected.push(name);
      }
      expect(objectionOf(await proxied.send(request))).toBeUndefined();
      return objected;
    } finally {
      faultyProxy.close();
    }
  }
});

const CORRUPTIONS = [
  { name: 'wrong-type', status: 200, change: (body: object) => ({ ...body, emailVerified: 'yes' }) },
  { name: 'undeclared-status', status: 202, change: (body: object) => body },
  { name: 'missing-field', status: 200, change: (body: object) => ({ ...body, id: undefined }) },
  { name: 'unknown-field', status: 200, change: (body: object) => ({ ...body, passwordHash: 'x' }) },
] as const;

/** A server between proxy and product that corrupts answers in the way that `accept-language` names. */
async function startFaultyProxy(wire: Wire): Promise<Server> {
  const faultyProxy = createServer((request, response) => {
    void (async () => {
      const { url: path = '', method = 'GET', headers } = request;
      const answer = await wire.send({ method, path, headers: { authorization: String(headers.authorization) } });
      const corruption = CORRUPTIONS.find(({ name }) => name === headers['accept-language']);
      const body = JSON.stringify(corruption ? corruption.change(answer.body) : answer.body);
      response.writeHead(corruption?.status ?? answer.status, { 'content-type': 'application/json' }).end(body);
    })();
  });
  await new Promise<void>((resolve) => faultyProxy.listen(0, '127.0.0.1', resolve));
  return faultyProxy;
}

function isCorruptedPicture(operation: DescribedOperation, step: Step, { body }: Received): boolean {
  return (
    operation.id === TAKES_PICTURES && [200, 412].includes(step.status) && body?.code === 'users.avatar_unreadable'
  );
}
