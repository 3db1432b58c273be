import { Readable } from 'node:stream';
import { Injectable, StreamableFile } from '@nestjs/common';
import { create as contentDisposition } from 'content-disposition';
import type { FastifyReply } from 'fastify';
import type { Caller } from '@platform/access/principal';
import { RequestProblems } from '@platform/errors/platform.errors';
import type { ByteRange } from '@platform/files/byte-range.rule';
import { RangeNotSatisfiable } from '@platform/files/file.errors';
import { FileStore, type OpenedFile } from '@platform/files/file-store';
import { Authenticator } from '../access/authenticator';
import { etagOf } from '../serialization/document';
import { matchesNone } from '../serialization/if-match';
import { parseRange } from './range-header.rule';

/** A client that reads nothing for this time has lost its connection, or holds the file open on purpose. */
const STALLED_MS = 60_000;
const RECHECK_MS = 5000;

export interface Download {
  /** The id of the file in the store. */
  readonly file: string;
  readonly type: string;
  /** Whether a browser shows the file or saves it. */
  readonly disposition: 'inline' | 'attachment';
  /** The name under which a browser saves it. */
  readonly name?: string;
  /** For example Cache-Control. They are sent with 200, 206 and 304. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Decrypts the stored bytes, which start at this position of the file. The size must stay the same. */
  decrypt?(bytes: Readable, start: number): Readable;
  /** Called before content is sent, so not for 304 and HEAD. If it fails, nothing is sent. */
  beforeSending?(): Promise<unknown>;
}

/**
 * Sends files of the store as streams, with ranges and ETags. The ID is the ETag, because it always refers to the same
 * bytes.
 */
@Injectable()
export class Downloads {
  /** Changed by tests. */
  recheckMs = RECHECK_MS;

  constructor(
    private readonly files: FileStore,
    private readonly authenticator: Authenticator,
  ) {}

  /** For an operation with `download: true`. Returns what the handler must return; undefined means 304. */
  async answer(reply: FastifyReply, download: Download): Promise<StreamableFile | undefined> {
    const { headers, method } = reply.request;
    const etag = etagOf(download.file);
    if (matchesNone(headers['if-none-match'], etag) && (await this.files.stat(download.file))) {
      reply.status(304).headers({ ...download.headers, etag });
      return undefined;
    }
    const isRanged = method === 'GET' && [undefined, etag].includes(headers['if-range'] as string | undefined);
    const opened = await this.open(download.file, isRanged ? parseRange(headers.range) : undefined);
    if (!opened) throw RequestProblems.not_found();
    if (method === 'GET') await announced(download, opened);
    reply.headers({ ...download.headers, etag, ...headersOf(opened, download) });
    if (opened.range) reply.status(206);
    removeDeadline(reply);
    const content = download.decrypt?.(opened.stream, opened.range?.start ?? 0) ?? opened.stream;
    const { principal } = reply.request.work;
    const isOpenToAll = !principal || principal.kind === 'system';
    if (isOpenToAll) return new StreamableFile(content);
    const checked = Readable.from(this.whileCurrent(principal, content));
    // The file would stay open if nothing was read, for example after HEAD.
    checked.once('close', () => content.destroy());
    return new StreamableFile(checked);
  }

  /** Ends the download soon after the session or key of the caller, even if the client reads slowly. */
  private async *whileCurrent(caller: Caller, content: Readable): AsyncGenerator<unknown> {
    let checkedAt = performance.now();
    for await (const chunk of content) {
      if (performance.now() - checkedAt >= this.recheckMs) {
        await this.authenticator.current(caller);
        checkedAt = performance.now();
      }
      yield chunk;
    }
  }

  private async open(file: string, range: ByteRange | undefined): Promise<OpenedFile | undefined> {
    try {
      return await this.files.open(file, range);
    } catch (error) {
      if (!(error instanceof RangeNotSatisfiable)) throw error;
      const { size } = error;
      throw RequestProblems.range_not_satisfiable({
        parameters: { size },
        headers: { 'content-range': `bytes */${size}`, 'accept-ranges': 'bytes' },
      });
    }
  }
}

async function announced({ beforeSending }: Download, { stream }: OpenedFile): Promise<void> {
  try {
    await beforeSending?.();
  } catch (error) {
    // The file would stay open.
    stream.destroy();
    throw error;
  }
}

function headersOf({ size, range }: OpenedFile, { type, disposition, name }: Download): Record<string, string> {
  return {
    'content-type': type,
    'content-disposition': contentDisposition(name, { type: disposition }),
    'content-length': String(range ? range.end - range.start + 1 : size),
    'accept-ranges': 'bytes',
    'x-content-type-options': 'nosniff',
    ...(range && { 'content-range': `bytes ${range.start}-${range.end}/${size}` }),
  };
}

/**
 * The deadline of a request covers the work of the server, which is done. The rest takes as long as the client reads.
 */
function removeDeadline({ request, raw }: FastifyReply): void {
  request.work.deadline = Infinity;
  raw.setTimeout(STALLED_MS, () => raw.destroy());
}
