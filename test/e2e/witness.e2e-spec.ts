import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HttpClient } from '@platform/http-client/http-client';
import { HttpClientConfig } from '@platform/http-client/http-client.config';
import { WitnessAhead, WitnessContradicted, WitnessFailed } from '@platform/transparency-log/witness/witness-errors';
import { ProductProcess } from '@test/support/product-process';
import { TestLog } from '@test/support/test-log';
import { expectNoContradiction, WitnessProcess } from '@test/support/witness-process';

/** `witness-killed.long.fault-spec.ts` kills more of them. */
const KILLS = 2;
/** The numbers from 1 to 50, mixed. */
const SIZES = Array.from({ length: 50 }, (_, n) => ((n * 37) % 50) + 1);

describe('userkeep witness', () => {
  const http = new HttpClient(Object.assign(new HttpClientConfig(), { allowedNetworks: [] }));
  const logs = Array.from({ length: 4 }, (_, n) => new TestLog(`example.com/log-${n}`));
  const [growing, split, concurrent, killed] = logs as [TestLog, TestLog, TestLog, TestLog];
  const folder = mkdtempSync(join(tmpdir(), 'witness-'));
  const logsFile = join(folder, 'logs.txt');
  let first: WitnessProcess;
  let second: WitnessProcess;

  const start = (name: string) => WitnessProcess.start(join(folder, name), logsFile, http);
  const evidence = (name: string) =>
    readdirSync(join(folder, name), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.includes('evidence') && file.endsWith('.json'))
      .map((file) => readFileSync(join(folder, name, file), 'utf8'));

  beforeAll(async () => {
    ProductProcess.build();
    writeFileSync(logsFile, logs.map(({ verifierKey }) => `${verifierKey}\n`).join(''));
    [first, second] = await Promise.all([start('w1'), start('w2')]);
  }, 120_000);
  afterAll(async () => {
    const ended = await Promise.all([first.stop('SIGINT'), second.stop()]);
    await http.onApplicationShutdown();
    rmSync(folder, { recursive: true });
    expect(ended).toEqual([0, 0]);
  });

  it('cosigns a log that grows, and refuses one that was rolled back', async () => {
    expect(first.output).toContain(`Log: ${growing.origin}, not cosigned yet`);
    for (const size of [0, 1, 5, 5, 300]) {
      expect(await first.cosign(growing, size)).toMatchObject({
        lines: [expect.stringContaining('— witness.example/w1 ')],
      });
      expect(await first.newest(growing)).toMatchObject({ size });
    }
    await expect(first.cosign(growing, 299)).rejects.toThrow(WitnessAhead);
    expect(await first.newest(growing)).toMatchObject({ size: 300 });
  });

  it('refuses a log that shows different entries to different witnesses, and keeps the evidence', async () => {
    const other = split.fork(4);
    await Promise.all([first.cosign(split, 7), second.cosign(other, 7)]);
    for (const size of [7, 9]) {
      await expect(first.cosign(other, size)).rejects.toThrow(WitnessContradicted);
      await expect(second.cosign(split, size)).rejects.toThrow(WitnessContradicted);
    }
    for (const [name, cosigned, refused] of [
      ['w1', split, other],
      ['w2', other, split],
    ] as const) {
      const found = evidence(name).map((text) => JSON.parse(text) as { cosigned: string; request: string });
      const root = (await cosigned.checkpoint(7)).split('\n')[2];
      expect(found.map(({ cosigned: note }) => note.split('\n')[2])).toEqual([root, root]);
      const requests = found.map(({ request }) => request.slice(request.indexOf('\n\n') + 2)).sort();
      expect(requests).toEqual([await refused.checkpoint(7), await refused.checkpoint(9)]);
    }
    expect(first.output).toContain(`Refused a signed checkpoint of ${split.origin} with size 7 (contradiction).`);
  });

  it('cosigns one of 50 checkpoints that are sent at once with the same old size', async () => {
    const bodies = await Promise.all(SIZES.map((size) => concurrent.request(0, size)));
    const statuses = await Promise.all(bodies.map((body) => first.post(body)));
    const accepted = SIZES.filter((_, n) => statuses[n] === 200);
    expect(statuses.toSorted()).toEqual([200, ...Array.from({ length: 49 }, () => 409)]);
    expect((await first.newest(concurrent))?.size).toBe(accepted[0]);
  });

  it('never returns to a smaller size when 50 clients send different sizes at once', async () => {
    const sizes = SIZES.map((size) => size + 50);
    const seen: number[] = [];
    let isSending = true;
    const watching = (async () => {
      while (isSending) seen.push((await first.newest(concurrent))?.size ?? 0);
    })();
    const outcomes = await Promise.allSettled(sizes.map((size) => first.cosign(concurrent, size)));
    isSending = false;
    await watching;
    const cosigned = sizes.filter((_, n) => outcomes[n]?.status === 'fulfilled');
    expect(cosigned.length).toBeGreaterThan(0);
    for (const outcome of outcomes)
      if (outcome.status === 'rejected')
        expect([WitnessAhead, WitnessFailed]).toContain((outcome.reason as Error).constructor);
    expect(seen).toEqual(seen.toSorted((one, other) => one - other));
    expect((await first.newest(concurrent))?.size).toBe(Math.max(...cosigned));
    await first.cosign(concurrent, 101);
  });

  it(
    'cosigns no contradiction after it was killed',
    () => expectNoContradiction(() => start('w3'), killed, KILLS),
    90_000,
  );
});
