import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Node } from './node';

/** HAProxy as its manual recommends: with health checks, and with connections kept open on both sides. */
export async function startHaproxy(nodes: readonly Node[], configuration = ownConfiguration) {
  const folder = mkdtempSync(join(tmpdir(), 'userkeep-haproxy-'));
  const file = join(folder, 'haproxy.cfg');
  const [front, status] = [await freePort(), await freePort()];
  writeFileSync(file, configuration(nodes, front) + STATUS(status));
  const haproxy = spawn('haproxy', ['-f', file], { stdio: 'ignore' });
  const ended = new Promise((resolve) => haproxy.once('exit', resolve).once('error', resolve));
  const up = async () => {
    const statistics = await (await fetch(`http://127.0.0.1:${status}/stats;csv`)).text();
    return statistics.split('\n').filter((line) => line.startsWith('nodes,node') && line.includes(',UP,')).length;
  };
  return {
    url: `http://127.0.0.1:${front}`,
    async bothReady() {
      while ((await up().catch(() => 0)) < nodes.length) await new Promise((resolve) => setTimeout(resolve, 20));
    },
    async stop() {
      haproxy.kill('SIGKILL');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The configuration of docs/live-stream.md, with these addresses and without TLS. */
export function documentedConfiguration(nodes: readonly Node[], front: number): string {
  const page = readFileSync(join(__dirname, '../../../docs/live-stream.md'), 'utf8');
  const [, text = ''] = /^```haproxy\n([\s\S]*?)^```$/m.exec(page) ?? [];
  return nodes
    .reduce((config, node, at) => config.replaceAll(`10.0.0.${at + 1}:3000`, new URL(node.url).host), text)
    .replace(/^ {2}bind .*$/m, `  bind 127.0.0.1:${front}`);
}

function ownConfiguration(nodes: readonly Node[], front: number): string {
  return [
    'defaults',
    '  mode http',
    '  timeout connect 1s',
    '  timeout client 30s',
    '  timeout server 30s',
    // Without this, a check that takes longer than the interval between two checks counts as failed.
    '  timeout check 2s',
    'frontend api',
    `  bind 127.0.0.1:${front}`,
    '  default_backend nodes',
    'backend nodes',
    '  balance roundrobin',
    '  option httpchk GET /health/ready',
    ...nodes.map((node, i) => `  server node${i} ${new URL(node.url).host} check inter 100ms fall 1 rise 1`),
    '',
  ].join('\n');
}

const STATUS = (port: number) =>
  ['frontend status', `  bind 127.0.0.1:${port}`, '  stats enable', '  stats uri /stats', ''].join('\n');

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
