import { createTestDatabases, type TestDatabases } from '@test/support/test-database';
import { until } from '@platform/jobs/worker.test-support';
import { until as untilAsync } from '@test/support/two-nodes';
import { systemWork, withWork } from '@platform/context/work-context';
import type { Database } from '@platform/persistence/database';
import { idToBytes, newId } from '@platform/ids/ids';
import { ClusterNotificationRepository } from './cluster-notification.repository';
import { ClusterNotifications } from './cluster-notifications';
import { ClusterNotificationsConfig } from './cluster-notifications.config';

describe('ClusterNotifications', () => {
  let databases: TestDatabases;
  let database: Database;
  let nodes: ClusterNotifications[] = [];

  beforeAll(async () => {
    databases = await createTestDatabases();
    database = databases.main.database;
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    await Promise.all(nodes.map((node) => node.beforeApplicationShutdown()));
    nodes = [];
    await database.write('DELETE FROM platform_node');
    await database.write('DELETE FROM platform_cluster_notification');
  });
  afterAll(() => databases.drop());

  /** With its own cache, like the cache of sessions. */
  const startNode = async (repository = new ClusterNotificationRepository(database)) => {
    const config = Object.assign(new ClusterNotificationsConfig(), { pollMs: 20 });
    const signals = new ClusterNotifications(repository, database.transactions, config);
    const received: string[] = [];
    signals.on('session', (key) => void received.push(key));
    await signals.onModuleInit();
    nodes.push(signals);
    await until(() => signals.isCurrent());
    return { signals, received, repository };
  };

  it('reach the sender at once and every other node soon, once each', async () => {
    const [one, two] = [await startNode(), await startNode()];
    await one.signals.send('session', 'a');
    expect(one.received).toEqual(['a']);
    await until(() => two.received.length > 0);
    await one.signals.send('session', 'b');
    await until(() => two.received.length > 1);
    expect([one.received, two.received]).toEqual([
      ['a', 'b'],
      ['a', 'b'],
    ]);
  });

  it('are not sent by a change that was rolled back', async () => {
    const [one, two] = [await startNode(), await startNode()];
    const change = database.transactions.run(async () => {
      await one.signals.send('session', 'never');
      throw new Error('no');
    });
    await expect(change).rejects.toThrow('no');
    await one.signals.send('session', 'after');
    await until(() => two.received.length > 0);
    expect([one.received, two.received]).toEqual([['after'], ['after']]);
  });

  it('are found although they were committed later than newer ones', async () => {
    const [one, two] = [await startNode(), await startNode()];
    await database.transactions.run(async () => {
      await one.signals.send('session', 'slow');
      await database.transactions.apart(() => one.signals.send('session', 'quick'));
      await until(() => two.received.includes('quick'));
    });
    await until(() => two.received.includes('slow'));
    expect(two.received).toEqual(['quick', 'slow']);
  });

  it('are settled at once if there is only one node', async () => {
    const one = await startNode();
    await one.signals.send('session', 'a');
    const behind = jest.spyOn(one.repository, 'behind');
    await one.signals.settled();
    expect(behind).toHaveBeenCalledTimes(1);
  });

  it('are settled only when the slowest node has applied them', async () => {
    const [one, slow] = [await startNode(), await startNode()];
    let release: () => void = () => undefined;
    slow.signals.on('session', () => new Promise<void>((resolve) => (release = resolve)));
    await one.signals.send('session', 'a');
    let settled = false;
    const settling = one.signals.settled().then(() => (settled = true));
    await until(() => slow.received.length > 0);
    const behind = jest.spyOn(one.repository, 'behind');
    await until(() => behind.mock.calls.length > 10);
    expect(settled).toBe(false);
    release();
    await settling;
  });

  it('do not use up the deadline of a request, because its change is already committed', async () => {
    const [one, slow] = [await startNode(), await startNode()];
    let release: () => void = () => undefined;
    slow.signals.on('session', () => new Promise<void>((resolve) => (release = resolve)));
    await one.signals.send('session', 'a');
    await until(() => slow.received.length > 0);
    const work = systemWork('request', 'request', 60);
    const given = work.deadline;
    const settling = withWork(work, () => one.signals.settled());
    await until(() => performance.now() > given);
    expect(work.deadline).toBeGreaterThan(given);
    const released = performance.now();
    release();
    await settling;
    // The remaining time of the request when it began to wait counts again when the wait is over.
    expect(work.deadline).toBeGreaterThan(released);
    expect(work.deadline - performance.now()).toBeLessThanOrEqual(60);
  });

  it('are applied on every node once they have settled', async () => {
    const [one, two, three] = [await startNode(), await startNode(), await startNode()];
    for (let n = 0; n < 20; n++) {
      await one.signals.send('session', `${n}`);
      await one.signals.settled();
      expect([two.received.length, three.received.length]).toEqual([n + 1, n + 1]);
    }
  });

  it('do not wait for a cut-off node for longer than it trusts its memory', async () => {
    const [one, cutOff] = [await startNode(), await startNode()];
    jest.spyOn(cutOff.repository, 'since').mockRejectedValue(new Error('ECONNRESET'));
    jest.spyOn(cutOff.repository, 'recordHeartbeat').mockRejectedValue(new Error('ECONNRESET'));
    await one.signals.send('session', 'a');
    await one.signals.settled();
    expect(cutOff.signals.isCurrent()).toBe(false);
    expect(cutOff.received).toEqual([]);
    jest.restoreAllMocks();
    await until(() => cutOff.signals.isCurrent());
    expect(cutOff.received).toEqual(['a']);
  });

  it('wait for a silent node once, and no more until it has returned', async () => {
    const [one, silent] = [await startNode(), await startNode()];
    jest.spyOn(silent.repository, 'since').mockRejectedValue(new Error('ECONNRESET'));
    jest.spyOn(silent.repository, 'recordHeartbeat').mockRejectedValue(new Error('ECONNRESET'));
    const [suspected, expelled] = [jest.spyOn(one.repository, 'suspect'), jest.spyOn(one.repository, 'expel')];
    const behind = jest.spyOn(one.repository, 'behind');
    await one.signals.send('session', 'a');
    await one.signals.settled();
    expect(silent.signals.isCurrent()).toBe(false);
    expect([suspected.mock.calls.length, expelled.mock.calls.length]).toEqual([1, 1]);
    behind.mockClear();
    await one.signals.send('session', 'b');
    await one.signals.settled();
    expect(behind).toHaveBeenCalledTimes(1);
    expect(silent.signals.isCurrent()).toBe(false);
    jest.restoreAllMocks();
    await until(() => silent.signals.isCurrent());
    expect(silent.received).toEqual(['a', 'b']);
    for (const key of ['c', 'd', 'e']) {
      await one.signals.send('session', key);
      await one.signals.settled();
      expect(silent.received).toContain(key);
    }
  });

  it('do not count polls of a node whose heartbeats do not arrive', async () => {
    const [one, mute] = [await startNode(), await startNode()];
    jest.spyOn(mute.repository, 'recordHeartbeat').mockResolvedValue();
    // The node sees all new notifications, and still no sender waits for it.
    await one.signals.send('session', 'a');
    await one.signals.settled();
    const behind = jest.spyOn(one.repository, 'behind');
    await one.signals.settled();
    expect(behind).toHaveBeenCalledTimes(1);
    const looks = jest.spyOn(mute.repository, 'since');
    await until(() => looks.mock.calls.length > 3);
    expect([mute.received, mute.signals.isCurrent()]).toEqual([['a'], false]);
    jest.restoreAllMocks();
    await until(() => mute.signals.isCurrent());
  });

  it('still wait for a node that is only slow', async () => {
    const [one, slow] = [await startNode(), await startNode()];
    let release: () => void = () => undefined;
    slow.signals.on('session', () => new Promise<void>((resolve) => (release = resolve)));
    const [suspected, expelled] = [jest.spyOn(one.repository, 'suspect'), jest.spyOn(one.repository, 'expel')];
    await one.signals.send('session', 'a');
    const settling = one.signals.settled();
    await until(() => suspected.mock.calls.length > 0);
    release();
    await settling;
    await until(() => slow.signals.isCurrent());
    expect(expelled).not.toHaveBeenCalled();
    expect(await slow.repository.behind(newId(), new Date(Date.now() + 3_600_000))).toHaveLength(2);
  });

  it('expel a killed node even if no sender waits for it', async () => {
    const one = await startNode();
    const killed = newId();
    await one.repository.recordHeartbeat(killed, new Date(0));
    await database.write('UPDATE platform_node SET seen_at = seen_at - INTERVAL 1 MINUTE WHERE id = ?', [
      idToBytes(killed),
    ]);
    const awaited = async () => (await one.repository.behind(newId(), new Date())).map(({ id }) => id);
    expect(await awaited()).toContain(killed);
    await untilAsync(async () => !(await awaited()).includes(killed));
    await one.signals.settled();
  });

  it('make a node distrust its memory until a failed handler has succeeded', async () => {
    const one = await startNode();
    let works = false;
    let calls = 0;
    one.signals.on('session', async () => {
      calls++;
      if (!works) throw new Error('the cache is unavailable');
    });
    await one.signals.send('session', 'a');
    await until(() => calls > 2);
    expect(one.signals.isCurrent()).toBe(false);
    works = true;
    await until(() => one.signals.isCurrent());
  });

  it('cost an idle node about one write a second, however often it polls', async () => {
    const one = await startNode();
    const [looks, beats] = [jest.spyOn(one.repository, 'since'), jest.spyOn(one.repository, 'recordHeartbeat')];
    await until(() => looks.mock.calls.length >= 20);
    expect(beats.mock.calls.length).toBeLessThanOrEqual(2);
  });

  it('are not awaited from a node that has stopped, which no longer trusts its cache', async () => {
    const [one, two] = [await startNode(), await startNode()];
    await two.signals.beforeApplicationShutdown();
    expect(two.signals.isCurrent()).toBe(false);
    const behind = jest.spyOn(one.repository, 'behind');
    await one.signals.settled();
    expect(behind).toHaveBeenCalledTimes(1);
  });

  it('are purged after an hour, but not before a disconnected node has read them', async () => {
    const one = await startNode();
    await one.signals.send('session', 'a');
    await database.write('UPDATE platform_cluster_notification SET sent_at = sent_at - INTERVAL 2 HOUR');
    await database.write(
      `INSERT INTO platform_node (id, started_at, seen_at, polled_at) VALUES (REPEAT('x', 16), UTC_TIMESTAMP(3), UTC_TIMESTAMP(3) - INTERVAL 3 HOUR, UTC_TIMESTAMP(3) - INTERVAL 3 HOUR)`,
    );
    const left = async () => (await database.rows('SELECT id FROM platform_cluster_notification')).length;
    await one.repository.purge();
    expect(await left()).toBe(1);
    await database.write(`UPDATE platform_node SET seen_at = seen_at - INTERVAL 1 DAY WHERE id = REPEAT('x', 16)`);
    await one.repository.purge();
    expect(await left()).toBe(0);
  });
});
