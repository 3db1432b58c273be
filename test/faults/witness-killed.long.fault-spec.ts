import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HttpClient } from '@platform/http-client/http-client';
import { HttpClientConfig } from '@platform/http-client/http-client.config';
import { ProductProcess } from '@test/support/product-process';
import { TestLog } from '@test/support/test-log';
import { expectNoContradiction, WitnessProcess } from '@test/support/witness-process';

const KILLS = 10;

describe('A witness that is killed by kill -9', () => {
  it('cosigns no contradiction and forgets nothing', async () => {
    ProductProcess.build();
    const log = new TestLog();
    const folder = mkdtempSync(join(tmpdir(), 'witness-'));
    const logsFile = join(folder, 'logs.txt');
    writeFileSync(logsFile, log.verifierKey);
    const http = new HttpClient(Object.assign(new HttpClientConfig(), { allowedNetworks: [] }));
    await expectNoContradiction(() => WitnessProcess.start(join(folder, 'w1'), logsFile, http), log, KILLS);
    await http.onApplicationShutdown();
    rmSync(folder, { recursive: true });
  }, 600_000);
});
