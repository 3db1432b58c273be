import { PASSWORD } from '@test/support/test-api';
import { until } from '@test/support/two-nodes';
import { DatabaseServer } from './support/database-server';
import { report } from './support/fault-run';
import { documentedConfiguration, startHaproxy } from './support/haproxy';
import { Node } from './support/node';
import { closeConnections, send } from './support/send';
import { StreamReader } from './support/stream-reader';

const READERS = 8;
/** Longer than the time between two health checks of the documented configuration. */
const DRAIN_MS = '1500';

/** Runs only in `npm run test:faults`, because not every machine has haproxy. */
describe('Behind HAProxy with the configuration of the documentation', () => {
  let server: DatabaseServer;
  let nodes: readonly [Node, Node];
  let proxy: Awaited<ReturnType<typeof startHaproxy>>;

  beforeAll(async () => {
    server = await DatabaseServer.start();
    const env = { WORKER_IN_API: 'true', EVENT_SEQUENCER_LEASE_SECONDS: '1', DRAIN_MS, TRUSTED_PROXIES: '127.0.0.1' };
    const first = await Node.start(server.url, env);
    const second = first.sibling();
    await second.begin();
    nodes = [first, second];
    proxy = await startHaproxy(nodes, documentedConfiguration);
    await proxy.bothReady();
  });
  afterAll(async () => {
    closeConnections();
    await proxy?.stop();
    await nodes?.[1].end();
    await nodes?.[0].remove();
    await server?.remove();
  });

  it('events pass at once, and the clients of a node that stops move to the other one', async () => {
    const body = { email: 'reader@example.com', password: PASSWORD };
    const registered = await send(proxy.url, { method: 'POST', path: '/v1/auth/register', body });
    const token = registered.body.accessToken as string;
    const readers = Array.from({ length: READERS }, () => new StreamReader(() => [proxy.url], token, true));
    for (const reader of readers) reader.start();
    await until(async () => readers.every(({ connections }) => connections === 1));

    const sent: string[] = [];
    const delays: number[] = [];
    const change = async () => {
      const bio = `change ${sent.length + 1}`;
      const { status } = await send(proxy.url, { method: 'PATCH', path: '/v1/me', token, body: { bio } });
      expect(status).toBe(200);
      const begun = performance.now();
      sent.push(bio);
      await until(async () => readers.every(({ bios }) => bios.at(-1) === bio));
      delays.push(performance.now() - begun);
    };
    for (let count = 0; count < 20; count++) await change();
    const slowest = Math.max(...delays);
    expect(slowest).toBeLessThan(1000);

    for (const node of nodes) {
      const connections = readers.reduce((sum, reader) => sum + reader.connections, 0);
      const ended = node.end('SIGTERM');
      while (readers.reduce((sum, reader) => sum + reader.connections, 0) === connections) await change();
      await ended;
      await change();
      await node.begin();
      await proxy.bothReady();
    }
    for (const reader of readers) await reader.stop();

    report({
      fault: 'streams behind HAProxy while each node is stopped in turn',
      rounds: nodes.length,
      acknowledged: sent.length,
      losses: readers.filter(({ bios }) => bios.join() !== sent.join()).length,
      figures: `slowest event ${Math.round(slowest)} ms after its response`,
    });
    for (const { bios, others, refusals } of readers) expect([bios, others, refusals]).toEqual([sent, [], 0]);
    expect(readers.some(({ connections }) => connections > 1)).toBe(true);
  });
});
