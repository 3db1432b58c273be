import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestApi } from '@test/support/test-api';
import { report } from './support/fault-run';
import { committedDocument, DOCUMENT_FILE, operationsOf, type DescribedOperation } from './support/operations';
import { objectionOf, ValidatingProxy } from './support/validating-proxy';
import { stepsOf, type Step } from './support/walk';
import { Wire, type Received } from './support/wire';
import { startWalked, type WalkedProduct } from './support/walked-product';
import type { World } from './support/world';

/** The proxy reads bodies as text, which is the end of a picture: it arrives unreadable, whatever was sent. */
const TAKES_PICTURES = 'setAvatar';
/** The proxy follows redirects by itself, to places that are not there. What they look like is seen elsewhere. */
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
    const rights = await world.permissions();
    for (const operation of operations) {
      for (const step of (await stepsOf(operation, world, rights)).filter(wanted)) {
        const answer = await proxied.send(step.request);
        answers++;
        const objection = objectionOf(answer);
        if (objection) faults.push(`${step.name}: ${objection}`);
        else if (answer.status !== step.status && !isSpoiledPicture(operation, step, answer))
          faults.push(`${step.name} was answered ${answer.status} instead of ${step.status}: ${answer.text}`);
      }
    }
    return { faults, answers };
  }

  it('is as the document says, and so is every request that is called valid', async () => {
    const strict = await walk(await through(api.url, true), ({ isValid, status }) => isValid && status !== REDIRECT);
    const refused = await walk(await through(api.url, false), ({ isValid }) => !isValid);
    const spoiled = await objectionsToSpoiled();
    report({
      fault: 'every operation, its success and its refusals, through a validating proxy',
      rounds: strict.answers + refused.answers,
      losses: strict.faults.length + refused.faults.length,
      figures: `${operations.length} operations`,
      control: `answers with a wrong type, an undeclared status, a missing and an unknown field: ${spoiled.length} of 4 refused`,
    });
    expect([...strict.faults, ...refused.faults]).toEqual([]);
    expect(strict.answers + refused.answers).toBeGreaterThan(operations.length * 3);
    expect(spoiled).toEqual(SPOILT.map(({ name }) => name));
  });

  /** The control: answers spoiled on their way to the proxy must not pass it. */
  async function objectionsToSpoiled(): Promise<string[]> {
    const [token, objected]: [string, string[]] = [world.admin.token, []];
    const spoiler = await startSpoiler(wire);
    const proxied = await through(`http://127.0.0.1:${(spoiler.address() as AddressInfo).port}`, true);
    const request = { method: 'GET', path: '/v1/me', headers: { authorization: `Bearer ${token}` } };
    try {
      for (const { name } of SPOILT) {
        const answer = await proxied.send({ ...request, headers: { ...request.headers, 'accept-language': name } });
        if (objectionOf(answer)) objected.push(name);
      }
      expect(objectionOf(await proxied.send(request))).toBeUndefined();
      return objected;
    } finally {
      spoiler.close();
    }
  }
});

const SPOILT = [
  { name: 'wrong-type', status: 200, change: (body: object) => ({ ...body, emailVerified: 'yes' }) },
  { name: 'undeclared-status', status: 202, change: (body: object) => body },
  { name: 'missing-field', status: 200, change: (body: object) => ({ ...body, id: undefined }) },
  { name: 'unknown-field', status: 200, change: (body: object) => ({ ...body, passwordHash: 'x' }) },
] as const;

/** Between proxy and product: spoils the answer that `accept-language` names. */
async function startSpoiler(wire: Wire): Promise<Server> {
  const spoiler = createServer((request, response) => {
    void (async () => {
      const { url: path = '', method = 'GET', headers } = request;
      const answer = await wire.send({ method, path, headers: { authorization: String(headers.authorization) } });
      const spoilt = SPOILT.find(({ name }) => name === headers['accept-language']);
      const body = JSON.stringify(spoilt ? spoilt.change(answer.body) : answer.body);
      response.writeHead(spoilt?.status ?? answer.status, { 'content-type': 'application/json' }).end(body);
    })();
  });
  await new Promise<void>((resolve) => spoiler.listen(0, '127.0.0.1', resolve));
  return spoiler;
}

function isSpoiledPicture(operation: DescribedOperation, step: Step, { body }: Received): boolean {
  return (
    operation.id === TAKES_PICTURES && [200, 412].includes(step.status) && body?.code === 'users.avatar_unreadable'
  );
}
