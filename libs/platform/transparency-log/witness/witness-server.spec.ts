import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TestLog } from '@test/support/test-log';
import {
  noteOf,
  parseNote,
  parseVerifierKey,
  signatureLine,
  verifySignatures,
  type VerifierKey,
} from '../signed-note.rule';
import { Witness } from './witness';
import { WitnessServer } from './witness-server';
import { WitnessState } from './witness-state';

describe('The server of a witness', () => {
  const log = new TestLog('example.com/userkeep');
  let folder: string;
  let server: WitnessServer;
  let key: VerifierKey;
  let reports: string[];
  let complaints: string[];

  const start = async (requestMs?: number) => {
    const state = await WitnessState.open(folder, 'witness.example/w1');
    const witness = new Witness(state, [parseVerifierKey(log.verifierKey)!], (sentence) => reports.push(sentence));
    const complain = (text: string) => complaints.push(text);
    key = parseVerifierKey(witness.verifierKey)!;
    return WitnessServer.start(witness, { host: '127.0.0.1', port: 0, complain, requestMs });
  };
  const call = async (path: string, init?: RequestInit) => {
    const response = await fetch(`${server.url}${path}`, init);
    return { status: response.status, text: await response.text(), headers: response.headers };
  };
  const add = async (body: string | Promise<string>) => call('/add-checkpoint', { method: 'POST', body: await body });
  const newest = async (origin = log.origin) => call(`/checkpoint?origin=${encodeURIComponent(origin)}`);
  const evidence = async () => {
    const names = await readdir(folder, { recursive: true });
    return names.filter((name) => name.endsWith('.json')).map((name) => join(folder, name));
  };

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'witness-'));
    reports = [];
    complaints = [];
    server = await start();
  });
  afterEach(async () => {
    await server.stop();
    await rm(folder, { recursive: true });
  });

  it('cosigns a log that grows, and shows the newest cosigned checkpoint', async () => {
    expect((await newest()).status).toBe(404);
    for (const [from, to] of [
      [0, 0],
      [0, 1],
      [1, 1],
      [1, 7],
      [7, 300],
      [300, 300],
    ] as const) {
      const before = Math.floor(Date.now() / 1000);
      const { status, text } = await add(log.request(from, to));
      expect(status).toBe(200);
      const checkpoint = await log.checkpoint(to);
      const [signature, ...others] = verifySignatures(parseNote(Buffer.from(`${checkpoint}${text}`))!, [key])!;
      expect([signature!.signedAt! >= before, others]).toEqual([true, []]);
      const shown = await newest();
      expect([shown.status, shown.text]).toEqual([200, `${checkpoint}${text}`]);
    }
    expect(await evidence()).toEqual([]);
  });

  it('stores only signatures of the log that it knows', async () => {
    const request = (await log.request(0, 3)) + '— example.com/other AAAAAAAA\n';
    const { text } = await add(request);
    expect((await newest()).text).toBe(`${await log.checkpoint(3)}${text}`);
  });

  it('answers 400 to a request without the form', async () => {
    for (const body of ['', 'old 1\n', (await log.request(0, 3)).replace('old', 'new')])
      expect((await add(body)).status).toBe(400);
    expect((await add((await log.request(0, 3)).replace('old 0', 'old 4'))).status).toBe(400);
  });

  it('answers 404 to an unknown log and 403 to an unknown key or a wrong signature', async () => {
    expect((await add(new TestLog('example.com/other').request(0, 3))).status).toBe(404);
    expect((await newest('example.com/other')).status).toBe(404);
    expect((await add(new TestLog(log.origin).request(0, 3))).status).toBe(403);
    const [one, two] = [await log.request(0, 3), await log.request(0, 4)];
    const signed = (body: string) => body.slice(body.indexOf('—'));
    expect((await add(one.replace(signed(one), signed(two)))).status).toBe(403);
    expect((await newest()).status).toBe(404);
  });

  it('answers 409 with its size to another old size', async () => {
    await add(log.request(0, 5));
    for (const [from, to] of [
      [0, 9],
      [3, 9],
      [6, 9],
      [0, 3],
      [3, 3],
      [0, 5],
    ] as const) {
      const { status, text, headers } = await add(log.request(from, to));
      expect([status, text, headers.get('content-type')]).toEqual([409, '5\n', 'text/x.tlog.size']);
    }
    expect(await evidence()).toEqual([]);
  });

  it('answers 409 to another tree of the same size, and keeps both checkpoints as evidence', async () => {
    await add(log.request(0, 5));
    const cosigned = (await newest()).text;
    const fork = log.fork(4);
    for (const from of [0, 5, 5]) {
      const { status, text, headers } = await add(fork.request(from, 5));
      expect([status, text, headers.get('content-type')]).toEqual([409, '5\n', 'text/x.tlog.size']);
    }
    const [file, ...others] = await evidence();
    expect([file, others]).toEqual([expect.stringContaining('contradiction-5-'), []]);
    const content = JSON.parse(await readFile(file!, 'utf8'));
    expect(content).toMatchObject({ cosigned, request: await fork.request(0, 5) });
    expect(reports).toEqual([
      `Refused a signed checkpoint of ${log.origin} with size 5 (contradiction). Evidence: ${file}`,
    ]);
    expect((await newest()).text).toBe(cosigned);
  });

  it('answers 409 to an empty tree with another root', async () => {
    const root = (await log.checkpoint(1)).split('\n')[2]!;
    const text = `${log.origin}\n0\n${root}\n`;
    const { status, text: size } = await add(`old 0\n\n${noteOf(text, [signatureLine(text, log.key, 0)])}`);
    expect([status, size]).toEqual([409, '0\n']);
    expect(await evidence()).toEqual([expect.stringContaining('contradiction-0-')]);
    expect((await add(log.request(0, 0))).status).toBe(200);
  });

  it('answers 422 to a wrong proof, and keeps it as evidence', async () => {
    await add(log.request(0, 5));
    const right = await log.request(5, 9);
    const proof = right.split('\n')[1]!;
    const wrong = [
      await log.fork(4).request(5, 9),
      right.replace(`${proof}\n`, ''),
      right.replace(proof, `${proof}\n${proof}`),
    ];
    for (const body of wrong) expect((await add(body)).status).toBe(422);
    expect((await add((await log.request(5, 5)).replace('old 5\n', `old 5\n${proof}\n`))).status).toBe(422);
    expect(await evidence()).toHaveLength(3);
    expect((await add(right)).status).toBe(200);
  });

  it('answers 422 to a proof from size 0', async () => {
    const body = await log.request(0, 9);
    const proof = (await log.request(5, 9)).split('\n')[1]!;
    expect((await add(body.replace('old 0\n', `old 0\n${proof}\n`))).status).toBe(422);
  });

  it('cosigns one of several checkpoints that are sent at once', async () => {
    await add(log.request(0, 5));
    const bodies = await Promise.all([6, 7, 8, 9, 10, 6, 7, 8, 9, 10].map((size) => log.request(5, size)));
    const statuses = (await Promise.all(bodies.map((body) => add(body)))).map(({ status }) => status);
    expect(statuses.sort()).toEqual([200, ...Array.from({ length: 9 }, () => 409)]);
  });

  it('handles the requests of a log one after another', async () => {
    const store = jest.spyOn(WitnessState.prototype, 'store');
    await add(log.request(0, 5));
    const again = await log.request(5, 5);
    const answers = await Promise.all(Array.from({ length: 20 }, () => add(again)));
    expect(answers.every(({ status }) => status === 200)).toBe(true);
    expect(store).toHaveBeenCalledTimes(21);
    store.mockRestore();
  });

  it('decides again if another process has stored a checkpoint meanwhile', async () => {
    const first = server;
    const second = await start();
    await add(log.request(0, 5));
    const bodies = await Promise.all([6, 7, 8, 9].map((size) => log.request(5, size)));
    const sent = bodies.map((body, at) =>
      fetch(`${(at % 2 === 0 ? first : second).url}/add-checkpoint`, { method: 'POST', body }),
    );
    expect((await Promise.all(sent)).map(({ status }) => status).sort()).toEqual([200, 409, 409, 409]);
    await second.stop();
  });

  it('answers 404 to other routes and 405 to other methods', async () => {
    for (const path of ['/', '/add-checkpoint/', '/constructor', '//', '/witness.key', '/../witness.key'])
      expect((await call(path)).status).toBe(404);
    const wrong = [await call('/add-checkpoint'), await call('/checkpoint', { method: 'POST' })];
    expect(wrong.map(({ status, headers }) => [status, headers.get('allow')])).toEqual([
      [405, 'POST'],
      [405, 'GET'],
    ]);
    expect((await call('/checkpoint')).status).toBe(404);
  });

  it('answers 413 to a body of more than 64 KiB, without reading all of it', async () => {
    expect((await add('x'.repeat(64 * 1024))).status).toBe(400);
    const status = await new Promise((resolve, reject) => {
      const endless = httpRequest(`${server.url}/add-checkpoint`, { method: 'POST' }, (response) => {
        resolve(response.statusCode);
        endless.destroy();
      });
      endless.on('error', reject);
      endless.write('x'.repeat(64 * 1024 + 1));
    });
    expect(status).toBe(413);
  });

  it('answers 431 to large headers and 408 to a request that does not end', async () => {
    expect((await call('/checkpoint', { headers: { 'x-large': 'x'.repeat(8 * 1024) } })).status).toBe(431);
    const impatient = await start(50);
    for (const beginning of [
      'POST /add-checkpoint HTTP/1.1\r\nhost: w',
      'POST /add-checkpoint HTTP/1.1\r\nhost: w\r\ncontent-length: 9\r\n\r\nold',
    ]) {
      const socket = connect(Number(new URL(impatient.url).port), '127.0.0.1');
      socket.write(beginning);
      let response = '';
      for await (const chunk of socket) response += String(chunk);
      expect(response).toContain('408 Request Timeout');
    }
    await impatient.stop();
    expect(complaints).toEqual([]);
  });

  it('answers 500 and cosigns nothing while its folder is damaged', async () => {
    await add(log.request(0, 5));
    const [name = ''] = (await readdir(folder, { recursive: true })).filter((one) => one.endsWith('.checkpoint'));
    await writeFile(join(folder, name), 'damaged');
    const answers = [await add(log.request(5, 9)), await add(log.request(0, 9)), await newest()];
    expect(answers.map(({ status }) => status)).toEqual([500, 500, 500]);
    expect(complaints).toHaveLength(3);
    expect(complaints[0]).toContain('is damaged');
    expect(answers[0]?.text).not.toContain(folder);
  });
});
