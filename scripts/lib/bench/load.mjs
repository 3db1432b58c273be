// Sends requests over kept connections and measures their times. It uses plain sockets, because a client that needs more
// CPU than the server would measure itself. Runs in a separate process and gets one workload at a time over IPC.
import net from 'node:net';

process.on('message', async (workload) => process.send(await run(workload)));
process.on('disconnect', () => process.exit());

let counter = 0;

/**
 * workload: { url, seconds, connections, perSecond?, lines: [{ head, body }], next? }. Each connection sends its own
 * share of the lines, so that no two connections use the same user; `#` in a body becomes a unique number.
 * `next: 'refreshToken'` copies that field of an answer into the next request of its line, as a refreshing client does.
 */
async function run(workload) {
  const times = [];
  const statuses = {};
  const end = performance.now() + workload.seconds * 1000;
  const shares = Array.from({ length: workload.connections }, (_, share) =>
    workload.lines.filter((_line, at) => at % workload.connections === share),
  );
  const pace = workload.perSecond ? (1000 * workload.connections) / workload.perSecond : 0;
  const started = performance.now();
  await Promise.all(shares.map((lines, share) => client(workload, lines, { end, times, statuses, pace, share })));
  const elapsed = (performance.now() - started) / 1000;
  times.sort((a, b) => a - b);
  const at = (share) => times[Math.min(times.length - 1, Math.floor(times.length * share))];
  return {
    requests: times.length,
    perSecond: times.length / elapsed,
    p50: at(0.5),
    p99: at(0.99),
    statuses,
    lines: workload.next ? workload.lines.map(({ body }) => body) : undefined,
  };
}

function client({ url, next }, lines, { end, times, statuses, pace, share }) {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = net.connect({ host: hostname, port: Number(port), noDelay: true });
    let [turn, sentAt, dueAt] = [0, 0, performance.now() + (pace * share) / 8];
    let received = Buffer.alloc(0);
    const send = () => {
      const now = performance.now();
      if (now >= end) {
        socket.end();
        return resolve();
      }
      if (pace && now < dueAt) return setTimeout(send, dueAt - now);
      dueAt += pace;
      sentAt = now;
      const { head, body: template } = lines[turn % lines.length];
      // A unique value, because an update that changes nothing would cost nothing.
      const body = template?.replace('#', String(counter++));
      socket.write(body === undefined ? head : `${head}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
    };
    socket.on('connect', send);
    socket.on('error', reject);
    socket.on('close', () =>
      performance.now() < end ? reject(new Error('The server closed a connection.')) : resolve(),
    );
    socket.on('data', (chunk) => {
      received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
      const headEnd = received.indexOf('\r\n\r\n');
      if (headEnd < 0) return;
      const head = received.latin1Slice(0, headEnd);
      const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0);
      if (received.length < headEnd + 4 + length) return;
      times.push(performance.now() - sentAt);
      const status = head.slice(9, 12);
      statuses[status] = (statuses[status] ?? 0) + 1;
      if (next && status === '200')
        updateLine(lines[turn % lines.length], received.toString('utf8', headEnd + 4), next);
      received = received.subarray(headEnd + 4 + length);
      turn++;
      send();
    });
  });
}

function updateLine(line, answer, field) {
  const value = JSON.parse(answer)[field];
  if (value !== undefined) line.body = JSON.stringify({ [field]: value });
}
