import { setTimeout as pause } from 'node:timers/promises';
import { Chance } from '@test/support/chance';
import { PASSWORD } from '@test/support/test-api';
import { until } from '@test/support/two-nodes';
import { DatabaseServer } from './support/database-server';
import { report } from './support/fault-run';
import { Node } from './support/node';
import { closeConnections, send } from './support/send';
import { StreamReader } from './support/stream-reader';

const CHANGES = 1000;
const KILLS = 20;
const CHANGES_A_KILL = CHANGES / KILLS;
const SETTLED_MS = 60_000;

describe('When one of two nodes is killed by kill -9 again and again', () => {
  const chance = new Chance('stream-kills');
  let server: DatabaseServer;
  let nodes: readonly [Node, Node];

  beforeAll(async () => {
    server = await DatabaseServer.start();
    const first = await Node.start(server.url, { WORKER_IN_API: 'true', EVENT_SEQUENCER_LEASE_SECONDS: '1' });
    const second = first.sibling();
    await second.begin();
    nodes = [first, second];
  });
  afterAll(async () => {
    closeConnections();
    await nodes?.[1].end();
    await nodes?.[0].remove();
    await server?.remove();
  });

  it('a stream that resumes loses and repeats nothing, but one that does not resume loses changes', async () => {
    const register = { email: 'reader@example.com', password: PASSWORD };
    const { body } = await send(nodes[0].url, { method: 'POST', path: '/v1/auth/register', body: register });
    const token = body.accessToken as string;
    const urls = () => nodes.map(({ url }) => url);
    let changed = 0;
    // Each time a connection ends, at least one change is made before the client connects again.
    const away = async () => {
      const before = changed;
      await until(async () => changed > before || changed === CHANGES, SETTLED_MS);
    };
    const [resuming, forgetful] = [true, false].map((resumes) => new StreamReader(urls, token, resumes, away)) as [
      StreamReader,
      StreamReader,
    ];
    for (const reader of [resuming, forgetful]) reader.start();
    await until(async () => resuming.connections > 0 && forgetful.connections > 0);

    let killed = 0;
    const killing = killAgain(
      () => changed,
      () => killed++,
    );
    for (let turn = 0; changed < CHANGES;) {
      // The changes are spread over all kills.
      while (changed >= (killed + 1) * CHANGES_A_KILL) await pause(1);
      // A repeated request with the same value changes nothing, so each change is made once.
      const change = { method: 'PATCH', path: '/v1/me', token, body: { bio: `change ${changed + 1}` } } as const;
      const { status } = await send(urls()[turn % 2] as string, change);
      if (status === 200) changed++;
      else turn++;
    }
    await killing;
    const expected = Array.from({ length: CHANGES }, (_, at) => `change ${at + 1}`);
    await until(async () => resuming.bios.at(-1) === expected.at(-1), SETTLED_MS);
    await until(async () => forgetful.bios.at(-1) === expected.at(-1), 5000).catch(() => undefined);
    for (const reader of [resuming, forgetful]) await reader.stop();

    const lost = CHANGES - new Set(forgetful.bios).size;
    report({
      fault: 'either of two nodes killed (kill -9) while a client reads a stream',
      rounds: KILLS,
      acknowledged: CHANGES,
      losses: differences(resuming.bios, expected),
      figures: `${resuming.connections} connections`,
      control: `without Last-Event-ID: ${lost} of ${CHANGES} changes lost`,
    });
    expect(resuming.bios).toEqual(expected);
    expect(resuming.others).toEqual([]);
    expect(resuming.connections).toBeGreaterThan(KILLS / 4);
    expect(lost).toBeGreaterThan(0);
  });

  /** Kills a node once within each part of the changes, and starts it again. The other node goes on. */
  async function killAgain(changed: () => number, onKilled: () => void): Promise<void> {
    for (let kill = 0; kill < KILLS; kill++) {
      const after = kill * CHANGES_A_KILL + chance.below(CHANGES_A_KILL);
      while (changed() < after) await pause(1);
      const node = nodes[chance.below(2)] as Node;
      await node.end('SIGKILL');
      await node.begin();
      onKilled();
    }
  }
});

function differences(found: readonly string[], expected: readonly string[]): number {
  const length = Math.max(found.length, expected.length);
  return Array.from({ length }, (_, at) => at).filter((at) => found[at] !== expected[at]).length;
}
