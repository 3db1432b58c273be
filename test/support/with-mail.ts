import { Jobs } from '@platform/jobs/jobs';
import { DeferredWork } from '@platform/one-time/deferred-work';
import { MailServer } from './mail-server';
import type { Answer, TestApi } from './test-api';
import { startTwoNodes, until, type TwoNodes } from './two-nodes';

export interface NodesWithMail extends TwoNodes {
  readonly mails: MailServer;
  /** Waits until the workers of both nodes have nothing left to do. */
  untilIdle(): Promise<void>;
  post(path: string, body: unknown, token?: string, node?: TestApi): Promise<Answer>;
  /** Sends the same request 20 times at once, on both nodes, and returns how often each status was answered. */
  twentyAtOnce(path: string, body: unknown): Promise<Record<number, number>>;
}

/** Two nodes that send through a real SMTP server. `asShipped` keeps the product's delay of deferred work. */
export async function startWithMail(
  overrides: NodeJS.ProcessEnv = {},
  { asShipped = false } = {},
): Promise<NodesWithMail> {
  const mails = await MailServer.start();
  const nodes = await startTwoNodes({ ...mails.env, TRUSTED_PROXIES: '127.0.0.1', ...overrides });
  if (!asShipped) for (const { app } of [nodes.api, nodes.other]) app.get(DeferredWork).latestMs = 1;
  const post = (path: string, body: unknown, token?: string, node = nodes.api) =>
    node.call('POST', path, { body, token });
  return {
    ...nodes,
    mails,
    post,
    untilIdle: () =>
      until(async () => {
        const { ready, running } = await nodes.api.app.get(Jobs).backlog();
        return ready + running === 0;
      }),
    async twentyAtOnce(path, body) {
      const answers = await Promise.all(
        Array.from({ length: 20 }, (_, n) => post(path, body, undefined, n % 2 ? nodes.api : nodes.other)),
      );
      const counts: Record<number, number> = {};
      for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1;
      return counts;
    },
    async stop() {
      await nodes.stop();
      await mails.stop();
    },
  };
}
