import { hash } from 'node:crypto';
import { AwsV4Signer } from 'aws4fetch';
import { failureReason } from '@platform/http-client/failure-reason';
import type { Fetch, HttpClient } from '@platform/http-client/http-client';
import { parseNote } from '@platform/transparency-log/signed-note.rule';
import { HeadContradicted, HeadIsAhead, type HeadDestination, type SentHead } from './head-destination';

export interface Bucket {
  /** Path style, with an optional prefix: `https://s3.eu-central-1.amazonaws.com/my-bucket/userkeep`. */
  readonly url: string;
  readonly region: string;
  readonly keyId: string;
  readonly secret: string;
  /** 0 stores objects without a lock. */
  readonly lockDays: number;
}

interface Call {
  readonly operation: 'ListObjectsV2' | 'PutObject' | 'GetObject';
  readonly path: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
  /** A status that is expected besides 200. */
  readonly expected?: number;
}

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

const WHERE = 'The bucket';
const TIMEOUT_MS = 10_000;
const SECOND_MS = 1000;
const DAY_MS = 24 * 3600 * SECOND_MS;
const SIZE_DIGITS = 16;
const SIZE_IN_KEY = /\/(\d{16})\.txt<\/Key>/g;
const ERROR_CODE = /<Code>(\w+)<\/Code>/;
const EXISTS = 412;
const NOT_LOCKED =
  'The bucket did not lock the checkpoint. Enable object lock for it, and allow s3:PutObjectRetention and s3:GetObjectRetention.';

/**
 * An S3 bucket with object lock: until the lock ends, not even the owner of the bucket can remove or change a checkpoint.
 * Each checkpoint is an object, `<prefix>/<log>/<size>.txt`.
 */
export class S3Destination implements HeadDestination {
  readonly name = 's3';
  private readonly fetch: Fetch;
  private readonly origin: string;
  private readonly bucketPath: string;
  private readonly prefix: string;

  constructor(
    private readonly bucket: Bucket,
    readonly everySeconds: number,
    httpClient: HttpClient,
  ) {
    this.fetch = httpClient.fetchWithin({ configured: bucket.url, ms: TIMEOUT_MS });
    const { origin, pathname } = new URL(bucket.url);
    const [name = '', ...prefix] = pathname.split('/').filter(Boolean);
    this.origin = origin;
    this.bucketPath = `/${name}`;
    this.prefix = prefix.map((part) => `${part}/`).join('');
  }

  async send({ log, size, note }: SentHead): Promise<void> {
    const folder = `${this.prefix}${log.files}/`;
    const key = `${folder}${String(size).padStart(SIZE_DIGITS, '0')}.txt`;
    const larger = await this.largestAfter(folder, key);
    if (larger !== undefined) throw new HeadIsAhead(larger, WHERE);
    // In whole seconds, because a bucket may return the date without milliseconds.
    const lockedUntil = Math.floor(Date.now() / SECOND_MS) * SECOND_MS + this.bucket.lockDays * DAY_MS;
    const existed = await this.put(key, note, new Date(lockedUntil));
    const stored = await this.call({ operation: 'GetObject', path: this.pathOf(key) });
    if (existed) confirmSame(key, stored.text, note);
    else if (stored.text !== note) throw new Error(`The bucket did not return the object ${key} as it was stored.`);
    if (this.bucket.lockDays > 0 && !isLocked(stored.headers, existed ? Date.now() : lockedUntil))
      throw new Error(NOT_LOCKED);
  }

  /** The largest size in the folder after this key, from a page of 1000. More can follow only if a log was rolled back. */
  private async largestAfter(folder: string, key: string): Promise<number | undefined> {
    const query = new URLSearchParams({ 'list-type': '2', prefix: folder, 'start-after': key });
    const { text } = await this.call({ operation: 'ListObjectsV2', path: `${this.bucketPath}?${query.toString()}` });
    const size = [...text.matchAll(SIZE_IN_KEY)].at(-1)?.[1];
    return size === undefined ? undefined : Number(size);
  }

  /** Returns true if the object exists already. */
  private async put(key: string, note: string, lockedUntil: Date): Promise<boolean> {
    const { status } = await this.call({
      operation: 'PutObject',
      path: this.pathOf(key),
      headers: {
        'content-type': 'text/plain; charset=utf-8',
        'content-md5': hash('md5', note, 'base64'),
        'x-amz-checksum-sha256': hash('sha256', note, 'base64'),
        'if-none-match': '*',
        ...(this.bucket.lockDays > 0 && {
          'x-amz-object-lock-mode': 'COMPLIANCE',
          'x-amz-object-lock-retain-until-date': lockedUntil.toISOString(),
        }),
      },
      body: note,
      expected: EXISTS,
    });
    return status === EXISTS;
  }

  private pathOf(key: string): string {
    return `${this.bucketPath}/${key}`;
  }

  private async call({ operation, path, headers, body, expected }: Call): Promise<Answer> {
    const { region, keyId, secret, lockDays } = this.bucket;
    const signed = await new AwsV4Signer({
      method: body === undefined ? 'GET' : 'PUT',
      url: `${this.origin}${path}`,
      headers: { ...headers, 'x-amz-content-sha256': hash('sha256', body ?? '') },
      body,
      service: 's3',
      region,
      accessKeyId: keyId,
      secretAccessKey: secret,
    }).sign();
    const answer = await this.reach(signed.url, signed);
    if (answer.status === 200 || answer.status === expected) return answer;
    const code = ERROR_CODE.exec(answer.text)?.[1] ?? 'no error code';
    // S3 responds so if object lock is not enabled for the bucket.
    const hint = operation === 'PutObject' && code === 'InvalidRequest' && lockDays > 0 ? ` ${NOT_LOCKED}` : '';
    throw new Error(`The bucket responded to ${operation} with ${answer.status} (${code}).${hint}`);
  }

  private async reach(url: URL, { method, headers, body }: RequestInit): Promise<Answer> {
    try {
      const response = await this.fetch(url, { method, headers, body });
      return { status: response.status, headers: response.headers, text: await response.text() };
    } catch (error) {
      throw new Error(`The bucket cannot be reached (${failureReason(error)}).`);
    }
  }
}

/** The signatures may differ, because a witness may have signed meanwhile. */
function confirmSame(key: string, stored: string, note: string): void {
  const text = signedText(stored);
  if (text === undefined) throw new Error(`The object ${key} in the bucket is not a checkpoint.`);
  if (text !== signedText(note)) throw new HeadContradicted(null, WHERE);
}

function signedText(note: string): string | undefined {
  return parseNote(Buffer.from(note))?.text;
}

function isLocked(headers: Headers, until: number): boolean {
  const date = headers.get('x-amz-object-lock-retain-until-date') ?? '';
  return headers.get('x-amz-object-lock-mode') === 'COMPLIANCE' && Date.parse(date) >= until;
}
