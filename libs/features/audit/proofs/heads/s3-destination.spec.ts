import { generateKeyPairSync, hash } from 'node:crypto';
import { HttpClient } from '@platform/http-client/http-client';
import { checkpointText } from '@platform/transparency-log/checkpoint.rule';
import { noteOf, signatureLine, type SignerKey } from '@platform/transparency-log/signed-note.rule';
import { freePort } from '@test/support/free-port';
import { HeadContradicted, HeadIsAhead, type SentHead } from './head-destination';
import { failure, KEY, LockingBucket, REGION, signatureOf } from './locking-bucket.test-support';
import { S3Destination, type Bucket } from './s3-destination';

const DAY_MS = 24 * 3600 * 1000;
const FOLDER = 'prod/userkeep/audit-5f0c1d2e3a4b/';
const NOT_LOCKED =
  'The bucket did not lock the checkpoint. Enable object lock for it, and allow s3:PutObjectRetention and s3:GetObjectRetention.';

describe('The S3 destination', () => {
  let bucket: LockingBucket;
  const http = new HttpClient({ allowedNetworks: [] });
  const key: SignerKey = { name: 'log', type: 'log', ...generateKeyPairSync('ed25519') };
  const witness: SignerKey = { name: 'witness', type: 'log', ...generateKeyPairSync('ed25519') };

  beforeAll(async () => {
    bucket = await LockingBucket.start();
  });
  beforeEach(() => bucket.create());
  afterAll(async () => {
    await http.onApplicationShutdown();
    await bucket.stop();
  });

  const destination = (settings: Partial<Bucket> = {}) => {
    const url = `${bucket.url}/prod/userkeep`;
    const given = { url, region: REGION, keyId: KEY.id, secret: KEY.secret, lockDays: 400, ...settings };
    return new S3Destination(given, 60, http);
  };
  const head = (size: number, entries = 'entries', keys = [key]): SentHead => {
    const root = hash('sha256', entries, 'buffer');
    const log = { number: 1, origin: 'log', files: 'audit-5f0c1d2e3a4b', fork: undefined };
    const text = checkpointText({ origin: 'log', size, root });
    const note = noteOf(
      text,
      keys.map((one) => signatureLine(text, one, 0)),
    );
    return { log, size, root, note };
  };
  const keyOf = (size: string) => `${FOLDER}${size}.txt`;
  const puts = () => bucket.requests.filter(({ operation }) => operation === 'PutObject');

  it('stores each checkpoint as an object that is locked', async () => {
    const before = Date.now();
    await destination().send(head(9));
    await destination().send(head(10));
    expect(await bucket.keys()).toEqual([keyOf('0000000000000009'), keyOf('0000000000000010')]);
    const [put] = puts();
    expect(put?.body.toString()).toBe(head(9).note);
    expect(put?.headers['x-amz-object-lock-mode']).toBe('COMPLIANCE');
    const lockedDays = (Date.parse(String(put?.headers['x-amz-object-lock-retain-until-date'])) - before) / DAY_MS;
    expect(lockedDays).toBeCloseTo(400, 2);
  });

  it('accepts a checkpoint that is already stored, even without the signature of a witness', async () => {
    await destination().send(head(10));
    await destination().send(head(10));
    await destination().send(head(10, 'entries', [key, witness]));
    expect(await bucket.keys()).toHaveLength(1);
  });

  it('accepts an existing object that was locked earlier', async () => {
    await destination().send(head(10));
    bucket.intercept = async (_request, answer) => ({ ...(await answer()), headers: lock(1) });
    await destination().send(head(10));
  });

  it('reports a contradiction if the bucket has a checkpoint of the same size with other entries', async () => {
    await destination().send(head(10));
    const sending = destination().send(head(10, 'other entries'));
    await expect(sending).rejects.toThrow(new HeadContradicted(null, 'The bucket'));
    await expect(sending).rejects.toBeInstanceOf(HeadContradicted);
  });

  it('reports a damaged object, but no contradiction', async () => {
    await bucket.put(keyOf('0000000000000010'), 'damaged');
    const sending = destination().send(head(10));
    await expect(sending).rejects.toThrow(`The object ${keyOf('0000000000000010')} in the bucket is not a checkpoint.`);
    await expect(sending).rejects.not.toBeInstanceOf(HeadContradicted);
  });

  it('reports the largest checkpoint that the bucket has of a log that became shorter, and stores nothing', async () => {
    for (const size of [5, 999, 1000]) await destination().send(head(size));
    await bucket.put(`${FOLDER}readme.txt`, 'not a checkpoint');
    await bucket.put('prod/userkeep/audit-ffffffffffff/0000000000002000.txt', 'of another log');
    const sending = destination().send(head(10));
    await expect(sending).rejects.toBeInstanceOf(HeadIsAhead);
    await expect(sending).rejects.toMatchObject({ size: 1000 });
    expect(puts()).toHaveLength(3);
  });

  it.each<[string, Record<string, string> | undefined]>([
    ['ignores object lock', undefined],
    ['locks in governance mode', lock(400.1, 'GOVERNANCE')],
    ['locks for a shorter time', lock(399.9)],
    ['does not say until when it locks', { 'x-amz-object-lock-mode': 'COMPLIANCE' }],
  ])('rejects a bucket that %s', async (_what, headers) => {
    bucket.intercept = async (_request, answer) => ({ ...(await answer()), headers });
    await expect(destination().send(head(10))).rejects.toThrow(NOT_LOCKED);
  });

  it('rejects an existing object whose lock has ended', async () => {
    await destination().send(head(10));
    bucket.intercept = async (_request, answer) => ({ ...(await answer()), headers: lock(-0.1) });
    await expect(destination().send(head(10))).rejects.toThrow(NOT_LOCKED);
  });

  it('says what to do if object lock is not enabled for the bucket', async () => {
    bucket.intercept = async ({ operation }, answer) =>
      operation === 'PutObject' ? failure(400, 'InvalidRequest') : answer();
    await expect(destination().send(head(10))).rejects.toThrow(
      `The bucket responded to PutObject with 400 (InvalidRequest). ${NOT_LOCKED}`,
    );
  });

  it('stores a checkpoint without a lock if the lock has 0 days', async () => {
    await destination({ lockDays: 0 }).send(head(10));
    const names = Object.keys(puts()[0]?.headers ?? {});
    expect(names.filter((name) => name.includes('lock'))).toEqual([]);
  });

  it('rejects a bucket that does not return what was stored', async () => {
    bucket.intercept = async ({ operation }, answer) => {
      const { body, ...rest } = await answer();
      return { ...rest, body: operation === 'GetObject' ? body?.slice(0, -1) : body };
    };
    await expect(destination().send(head(10))).rejects.toThrow(
      `The bucket did not return the object ${keyOf('0000000000000010')} as it was stored.`,
    );
  });

  it.each(['ListObjectsV2', 'PutObject', 'GetObject'])(
    'reports only the status and the error code if the bucket denies %s',
    async (denied) => {
      bucket.intercept = async ({ operation }, answer) =>
        operation === denied ? failure(403, 'AccessDenied') : answer();
      const sending = destination().send(head(10));
      await expect(sending).rejects.toThrow(/^The bucket responded to \w+ with 403 \(AccessDenied\)\.$/);
      await expect(sending).rejects.toThrow(denied);
    },
  );

  it('does not follow a redirect, and reports its status', async () => {
    bucket.intercept = async () => ({ status: 302, headers: { location: 'http://127.0.0.1/' } });
    const sending = destination().send(head(10));
    await expect(sending).rejects.toThrow('The bucket responded to ListObjectsV2 with 302 (no error code).');
  });

  it('reports why the bucket cannot be reached', async () => {
    const port = await freePort();
    const sending = destination({ url: `http://127.0.0.1:${port}/heads` }).send(head(10));
    await expect(sending).rejects.toThrow(`The bucket cannot be reached (connect ECONNREFUSED 127.0.0.1:${port}).`);
  });

  it('signs each request with the secret, for the region', async () => {
    for (const wrong of [{ secret: 'wrong' }, { region: 'us-east-1' }, { keyId: 'AKIAWRONG' }])
      await expect(destination(wrong).send(head(10))).rejects.toThrow(
        'The bucket responded to ListObjectsV2 with 403 (SignatureDoesNotMatch).',
      );
    await destination().send(head(10));
    expect(bucket.requests.slice(-3).map(({ operation }) => operation)).toEqual([
      'ListObjectsV2',
      'PutObject',
      'GetObject',
    ]);
  });

  it('computes the signature of the AWS example', () => {
    const headers = {
      host: 'examplebucket.s3.amazonaws.com',
      'x-amz-content-sha256': hash('sha256', ''),
      'x-amz-date': '20130524T000000Z',
    };
    const request = { method: 'GET', url: '/?max-keys=2&prefix=J', headers };
    expect(signatureOf(request, Object.keys(headers), KEY.secret, '20130524/us-east-1/s3/aws4_request')).toBe(
      '34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7',
    );
  });
});

function lock(days: number, mode = 'COMPLIANCE'): Record<string, string> {
  const until = new Date(Date.now() + days * DAY_MS).toISOString();
  return { 'x-amz-object-lock-mode': mode, 'x-amz-object-lock-retain-until-date': until };
}
