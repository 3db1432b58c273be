// Sends requests over kept-open connections and times them. Written on bare sockets: a client that needs more CPU
// than the server would measure itself. Run as a program of its own; takes one order at a time over IPC.
import net from 'node:net';

process.on('message', async (order) => process.send(await carryOut(order)));
process.on('disconnect', () => process.exit());

let counter = 0;

/**
 * order: { url, seconds, connections, perSecond?, lines: [{ head, body }], next? }. Each connection walks its own
 * share of the lines, so that no two of them ever touch one user at once; `#` in a body becomes a number of its own. `next: 'refreshToken'` puts that field of
 * an answer into the next request of its line, as a client that refreshes would.
 */
async function carryOut(order) {
  const times = [];
  const statuses = {};
  const end = performance.now() + order.seconds * 1000;
  const shares = Array.from({ length: order.connections }, (_, share) =>
    order.lines.filter((_line, at) => at % order.connections === share),
  );
  const pace = order.perSecond ? (1000 * order.connections) / order.perSecond : 0;
  const started = performance.now();
  await Promise.all(shares.map((lines, share) => client(order, lines, { end, times, statuses, pace, share })));
  const elapsed = (performance.now() - started) / 1000;
  times.sort((a, b) => a - b);
  const at = (share) => times[Math.min(times.length - 1, Math.floor(times.length * share))];
  return {
    requests: times.length,
    perSecond: times.length / elapsed,
    p50: at(0.5),
    p99: at(0.99),
    statuses,
    lines: order.next ? order.lines.map(({ body }) => body) : undefined,
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
      // An update that changes nothing would cost nothing.
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
      if (next && status === '200') takeOver(lines[turn % lines.length], received.toString('utf8', headEnd + 4), next);
      received = received.subarray(headEnd + 4 + length);
      turn++;
      send();
    });
  });
}

function takeOver(line, answer, field) {
  const value = JSON.parse(answer)[field];
  if (value !== undefined) line.body = JSON.stringify({ [field]: value });
}
