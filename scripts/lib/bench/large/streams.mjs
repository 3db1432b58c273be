// Open streams: the memory and CPU time of a node that holds them, and the delay of events from another node.
import http from 'node:http';
import { Failure } from '../../failure.mjs';
import { pause } from '../../processes.mjs';
import { markdownTable } from '../../measured-page.mjs';
import { cpuSeconds, residentMib } from '../usage.mjs';

const AT_ONCE = 50;
const SETTLE_MS = 20_000;
const IDLE_SECONDS = 60;
const WRITERS = 32;
const DRAIN_MS = 3000;
const STREAMS_PER_USER = { STREAMS_PER_USER: '1000' };

/** `users` has one user for each stream. The writers change the profiles of the first ones. */
export async function measureStreams({ startProduction, users, seconds }) {
  const holder = await startProduction(STREAMS_PER_USER);
  await pause(SETTLE_MS);
  const empty = { mib: residentMib(holder.pid), cpu: await cpuShare(holder.pid) };
  const streams = await openStreams(holder.url, users);
  await pause(SETTLE_MS);
  const idle = { mib: residentMib(holder.pid), cpu: await cpuShare(holder.pid) };
  const writer = await startProduction();
  const { perSecond, delays } = await measureDelays(writer.url, users.slice(0, WRITERS), streams, seconds);
  const busy = { mib: residentMib(holder.pid) };
  for (const stream of streams.values()) stream.destroy();
  await Promise.all([writer.stop(), holder.stop()]);
  return { count: users.length, empty, idle, busy, perSecond, delays };
}

/** The share of a core, in percent. */
async function cpuShare(pid) {
  const before = cpuSeconds(pid);
  await pause(IDLE_SECONDS * 1000);
  return ((cpuSeconds(pid) - before) / IDLE_SECONDS) * 100;
}

/** Opens one stream for each user; returns their responses by the ID of the user. */
async function openStreams(url, users) {
  const streams = new Map();
  let next = 0;
  const worker = async () => {
    for (let at = next++; at < users.length; at = next++) streams.set(users[at].id, await openStream(url, users[at]));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return streams;
}

function openStream(url, { accessToken }) {
  return new Promise((resolve, reject) => {
    const sent = http.get(`${url}/v1/me/stream`, {
      agent: false,
      headers: { authorization: `Bearer ${accessToken}` },
    });
    sent.on('error', reject);
    sent.on('response', (stream) => {
      if (stream.statusCode !== 200) return reject(new Failure(`A stream was answered ${stream.statusCode}.`));
      stream.on('error', () => undefined);
      stream.once('data', () => resolve(stream));
    });
  });
}

/** Each change contains the time of its request, so a delay is from the request to its event on the other node. */
async function measureDelays(url, users, streams, seconds) {
  const delays = [];
  for (const { id } of users) {
    let rest = '';
    streams.get(id).on('data', (chunk) => {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop();
      for (const line of lines)
        if (line.startsWith('data: {"bio"')) delays.push(performance.now() - Number(JSON.parse(line.slice(6)).bio));
    });
  }
  const agent = new http.Agent({ keepAlive: true });
  const end = performance.now() + seconds * 1000;
  let changes = 0;
  await Promise.all(
    users.map(async (user) => {
      for (; performance.now() < end; changes++) await changeBio(url, agent, user);
    }),
  );
  await pause(DRAIN_MS);
  agent.destroy();
  if (delays.length !== changes) throw new Failure(`Of ${changes} changes, ${delays.length} reached their stream.`);
  delays.sort((a, b) => a - b);
  const at = (share) => delays[Math.floor(delays.length * share)];
  return { perSecond: changes / seconds, delays: { p50: at(0.5), p99: at(0.99), most: delays.at(-1) } };
}

function changeBio(url, agent, { accessToken }) {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' };
    const sent = http.request(`${url}/v1/me`, { method: 'PATCH', agent, headers });
    sent.on('error', reject);
    sent.on('response', (answer) => {
      answer.resume();
      if (answer.statusCode !== 200) reject(new Failure(`A change was answered ${answer.statusCode}.`));
      else answer.on('end', resolve);
    });
    sent.end(JSON.stringify({ bio: String(performance.now()) }));
  });
}

export function streamsReport({ server, count, empty, idle, busy, perSecond, delays }) {
  const number = (value) => Math.round(value).toLocaleString('en');
  const ms = (value) => `${number(value)} ms`;
  return [
    `${server}, ${number(count)} streams of as many users on one node.`,
    markdownTable([
      ['what', 'without streams', `with ${number(count)} streams`],
      ['resident memory', `${number(empty.mib)} MiB`, `${number(idle.mib)} MiB`],
      ['CPU time while idle, of a core', `${empty.cpu.toFixed(1)} %`, `${idle.cpu.toFixed(1)} %`],
    ]),
    markdownTable([
      ['changes per second on another node', 'delay p50', 'p99', 'longest', 'resident memory'],
      [number(perSecond), ms(delays.p50), ms(delays.p99), ms(delays.most), `${number(busy.mib)} MiB`],
    ]),
  ].join('\n\n');
}
