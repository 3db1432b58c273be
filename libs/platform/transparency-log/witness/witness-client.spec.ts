import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HttpClient } from '@platform/http-client/http-client';
import { HttpClientConfig } from '@platform/http-client/http-client.config';
import { TestLog } from '@test/support/test-log';
import { parseNote, signatureLine, type SignerKey } from '../signed-note.rule';
import { Witness } from './witness';
import { WitnessClient } from './witness-client';
import { WitnessAhead, WitnessContradicted, WitnessFailed, WitnessRefused, WitnessUnreachable } from './witness-errors';
import { WitnessServer } from './witness-server';
import { WitnessState } from './witness-state';

describe('The client of a witness', () => {
  const log = new TestLog();
  const http = new HttpClient(Object.assign(new HttpClientConfig(), { allowedNetworks: [] }));
  let folder: string;
  let state: WitnessState;
  let key: SignerKey;
  let server: WitnessServer;
  let other: Server | undefined;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'witness-'));
    state = await WitnessState.open(folder, 'witness.example/w1');
    key = state.key;
    server = await serve([log]);
  });
  afterEach(async () => {
    other?.close();
    other = undefined;
    await server.stop();
    await rm(folder, { recursive: true });
  });
  afterAll(() => http.onApplicationShutdown());

  const serve = (logs: readonly TestLog[]) =>
    WitnessServer.start(
      new Witness(
        state,
        logs.map((one) => one.key),
        () => undefined,
      ),
      {
        host: '127.0.0.1',
        port: 0,
        complain: (text) => void process.stderr.write(text),
      },
    );
  const answering = async (listener: RequestListener) => {
    other = createServer((request, response) => request.resume().on('end', () => listener(request, response)));
    await new Promise<void>((resolve) => other!.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(other.address() as AddressInfo).port}/prefix/`;
  };
  const cosign = async (of: TestLog, oldSize: number, size: number, url = server.url) => {
    const proofs: number[] = [];
    const proof = async (from: number) => {
      proofs.push(from);
      return of.proof(from, size);
    };
    const client = new WitnessClient(http.fetchWithin({ configured: url, ms: 5_000 }), { url, key });
    return { ...(await client.cosign({ oldSize, proof, checkpoint: await of.checkpoint(size) })), proofs };
  };
  const lineFor = async (size: number, of = log) =>
    signatureLine(parseNote(Buffer.from(await of.checkpoint(size)))!.text, key, 7);

  it('returns the cosignature', async () => {
    const before = Math.floor(Date.now() / 1000);
    const { lines, signedAt, proofs } = await cosign(log, 0, 5);
    expect(lines).toEqual([expect.stringMatching(/^— witness\.example\/w1 \S+\n$/)]);
    expect([signedAt >= before, proofs]).toEqual([true, [0]]);
    expect((await cosign(log, 5, 9)).proofs).toEqual([5]);
    expect((await cosign(log, 9, 9)).proofs).toEqual([9]);
  });

  it('repeats the request with the size that the witness has', async () => {
    await cosign(log, 0, 5);
    expect((await cosign(log, 0, 9)).proofs).toEqual([0, 5]);
    expect((await cosign(log, 11, 12)).proofs).toEqual([11, 9]);
    expect((await cosign(log, 3, 12)).proofs).toEqual([3, 12]);
    expect((await cosign(log, 99, 12)).proofs).toEqual([12]);
  });

  it('fails if the witness has cosigned a larger tree', async () => {
    await cosign(log, 0, 9);
    for (const oldSize of [0, 5, 9])
      await expect(cosign(log, oldSize, 5)).rejects.toThrow(new WitnessAhead('witness.example/w1', 5, 9));
    await expect(cosign(log, 0, 5)).rejects.toMatchObject({
      witnessed: 9,
      message:
        'The witness witness.example/w1 has cosigned 9 entries of the log, but the checkpoint has only 5. If the log does not have 9 entries, it was rolled back.',
    });
  });

  it('fails if the log was changed', async () => {
    await cosign(log, 0, 9);
    const fork = log.fork(4);
    for (const [oldSize, size] of [
      [9, 12],
      [0, 12],
      [9, 9],
      [0, 9],
    ] as const) {
      const failure = cosign(fork, oldSize, size);
      await expect(failure).rejects.toThrow(WitnessContradicted);
      await expect(failure).rejects.toMatchObject({
        witnessed: 9,
        message:
          'The first 9 entries of the log are not those that the witness witness.example/w1 has cosigned: the log was changed.',
      });
    }
  });

  it('fails if the witness does not know the log or its key', async () => {
    const unknown = cosign(new TestLog('example.com/other'), 0, 5);
    await expect(unknown).rejects.toMatchObject({
      status: 404,
      message: expect.stringContaining('does not know the log'),
    });
    const wrongKey = cosign(new TestLog(log.origin), 0, 5);
    await expect(wrongKey).rejects.toThrow(WitnessRefused);
    await expect(wrongKey).rejects.toMatchObject({ status: 403, message: expect.stringContaining('knows other keys') });
  });

  it('fails if the witness cannot be reached or is too slow', async () => {
    const url = await answering(() => undefined);
    const slow = new WitnessClient(http.fetchWithin({ configured: url, ms: 50 }), { url, key });
    const request = { oldSize: 0, proof: async () => [], checkpoint: await log.checkpoint(5) };
    await expect(slow.cosign(request)).rejects.toThrow(/witness\.example\/w1 cannot be reached \(.*timeout/);
    other!.closeAllConnections();
    await new Promise((resolve) => other!.close(resolve));
    await expect(cosign(log, 0, 5, url)).rejects.toThrow(WitnessUnreachable);
    await expect(cosign(log, 0, 5, url)).rejects.toThrow('ECONNREFUSED');
  });

  it.each<[string, () => Promise<string>]>([
    ['nothing', async () => ''],
    ['no signature', async () => 'OK\n'],
    ['a signature of another checkpoint', () => lineFor(6)],
    ['a signature of another key', async () => signatureLine('x\n', { ...key, name: 'w2' }, 7)],
    [
      'a signature of a longer text',
      async () => {
        const { text } = parseNote(Buffer.from(await log.checkpoint(5)))!;
        return `— a AAAAAAAA\n\n${signatureLine(`${text}\n— a AAAAAAAA\n`, key, 7)}`;
      },
    ],
  ])('fails if the witness returns %s', async (_what, lines) => {
    const text = await lines();
    const url = await answering((_request, response) => response.end(text));
    const failure = cosign(log, 0, 5, url);
    await expect(failure).rejects.toThrow(WitnessFailed);
    await expect(failure).rejects.toThrow('did not return a valid signature of its key');
  });

  it('keeps one of several signatures of the witness, so that the note stays small', async () => {
    const { text } = parseNote(Buffer.from(await log.checkpoint(5)))!;
    const lines = [7, 8, 9].map((time) => signatureLine(text, key, time));
    const url = await answering((_request, response) => response.end(lines.join('')));
    expect(await cosign(log, 0, 5, url)).toMatchObject({ lines: [lines[0]], signedAt: 7 });
  });

  it('ignores signatures of other keys, and calls the route below the URL', async () => {
    const [own, unrelated] = [await lineFor(5), signatureLine('x\n', { ...key, name: 'w2' }, 7)];
    const paths: unknown[] = [];
    const url = await answering(({ url: path, method }, response) => {
      paths.push(`${method} ${path}`);
      response.end(unrelated + own);
    });
    expect(await cosign(log, 0, 5, url)).toMatchObject({ lines: [own], signedAt: 7 });
    expect(paths).toEqual(['POST /prefix/add-checkpoint']);
  });

  it.each([
    [500, '', 'answered with status 500.'],
    [307, '', 'answered with status 307.'],
    [400, '', 'answered with status 400.'],
    [409, 'x', 'answered with status 409.'],
    [409, '4\n', 'answered with status 409, because another process has sent a checkpoint. Try again.'],
  ])('fails with a sentence if the witness answers %d %j', async (status, text, sentence) => {
    const url = await answering((_request, response) => response.writeHead(status).end(text));
    const failure = cosign(log, 0, 5, url);
    await expect(failure).rejects.toThrow(WitnessFailed);
    await expect(failure).rejects.toThrow(`The witness witness.example/w1 ${sentence}`);
  });

  it('does not repeat a request twice', async () => {
    let size = 0;
    const url = await answering((_request, response) => response.writeHead(409).end(`${++size}\n`));
    await expect(cosign(log, 0, 5, url)).rejects.toThrow('Try again');
    expect(size).toBe(2);
  });
});
