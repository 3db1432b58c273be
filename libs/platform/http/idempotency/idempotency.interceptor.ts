import { createHash } from 'node:crypto';
import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { from, lastValueFrom, type Observable } from 'rxjs';
import { callerIdOf, userIdOf } from '@platform/access/principal';
import { withWork } from '@platform/context/work-context';
import { IdempotencyProblems, ServiceProblems } from '@platform/errors/platform.errors';
import { Problem } from '@platform/errors/problem';
import { wordProblem } from '@platform/errors/wording';
import { idToBytes, newId } from '@platform/ids/ids';
import { Transactions } from '@platform/persistence/transactions';
import { keyedHash } from '@platform/vault/keyed-hash';
import { Keyring } from '@platform/vault/keyring/keyring';
import { Vault } from '@platform/vault/vault';
import { writeAnswer, WrittenAnswer } from '../serialization/answer';
import { replyOf, requestOf } from '../request/request-of';
import { IdempotencyRepository } from './idempotency.repository';
import { ResponseSubject } from './response-subject';

const KEY = /^[\x21-\x7e]{8,128}$/;
const CLEAN_UP_MS = 2000;
const PLACE = { table: 'platform_idempotency', column: 'answer' };
const STORED_HEADERS = ['etag', 'location', 'set-cookie', 'content-type'] as const;

interface StoredAnswer {
  readonly status: number;
  readonly headers: Record<string, string | string[]>;
  readonly body: string | null;
}

/**
 * Implements `Idempotency-Key`. The first response is stored in the transaction of the change, so that a retry gets it
 * even after a crash and on another node. Responses can contain tokens, so they are sealed. A response about another
 * user than the caller, such as a new one, is erased with that user.
 */
@Injectable()
export class IdempotencyInterceptor implements NestInterceptor {
  constructor(
    private readonly records: IdempotencyRepository,
    private readonly transactions: Transactions,
    private readonly vault: Vault,
    private readonly keyring: Keyring,
    private readonly subject: ResponseSubject,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = requestOf(context);
    const key = request.headers['idempotency-key'];
    if (key === undefined) return next.handle();
    if (typeof key !== 'string' || !KEY.test(key)) throw IdempotencyProblems.key_invalid();
    return from(
      this.once(request, replyOf(context), key, () => lastValueFrom(next.handle(), { defaultValue: undefined })),
    );
  }

  private async once(request: FastifyRequest, reply: FastifyReply, key: string, run: () => Promise<unknown>) {
    const requestHash = hashOf([request.routeOptions.url, request.method, callerOf(request), key]);
    const fence = idToBytes(newId());
    const earlier = await this.claim(requestHash, fence, JSON.stringify([request.url, request.body ?? null]), request);
    if (earlier) return this.replay(earlier, reply);
    try {
      return await this.transactions.run(async () => {
        const result = await run();
        const answer = result === undefined ? undefined : writeAnswer(result, request, reply);
        const written = answer ?? new WrittenAnswer(undefined);
        await this.store(requestHash, fence, answerOf(reply, written.text));
        return written;
      });
    } catch (error) {
      await withTimeToCleanUp(request, () => this.afterError(requestHash, fence, error, request));
      throw error;
    }
  }

  /** Returns the stored answer if the request was processed before. */
  private async claim(requestHash: Buffer, fence: Buffer, body: string, request: FastifyRequest) {
    const userId = userIdOf(request.work.principal);
    // The hash is keyed, because bodies contain passwords, which could be guessed from a plain hash.
    const bodyHashes = this.keyring.live('system').map(({ secret }) => keyedHash(secret, body));
    try {
      if (await this.records.claim(requestHash, fence, bodyHashes[0] as Buffer, userId)) return undefined;
    } catch (error) {
      // The claim may have been stored nevertheless, for example if the deadline passed before the database answered.
      await withTimeToCleanUp(request, () => this.release(requestHash, fence));
      throw error;
    }
    const record = await this.records.find(requestHash);
    if (record && !bodyHashes.some((hash) => hash.equals(record.bodyHash))) throw IdempotencyProblems.key_reused();
    if (record?.answer) return this.open(requestHash, record.answer);
    if (record && !record.running && (await this.records.takeOver(requestHash, fence, record.bodyHash)))
      return undefined;
    throw IdempotencyProblems.still_running({ headers: { 'retry-after': '1' } });
  }

  private async store(requestHash: Buffer, fence: Buffer, answer: StoredAnswer): Promise<void> {
    const sealed = this.vault.sealSystem(PLACE, requestHash.toString('hex'), JSON.stringify(answer));
    const isStored = await this.records.keepAnswer(requestHash, fence, {
      answer: sealed,
      subject: this.subject.current,
    });
    // Another node considers this one crashed and has taken over the request, so this change must not be committed.
    if (!isStored) throw ServiceProblems.unavailable({ headers: { 'retry-after': '1' } });
  }

  /**
   * A final error is stored like any other response. After an invalid request or a server error nothing has been
   * decided, so the key can be used again.
   */
  private async afterError(requestHash: Buffer, fence: Buffer, error: unknown, request: FastifyRequest): Promise<void> {
    const isFinal = error instanceof Problem && [404, 409, 412].includes(error.status);
    if (!isFinal) return this.release(requestHash, fence);
    const { language, id } = request.work;
    await this.store(requestHash, fence, {
      status: error.status,
      headers: { 'content-type': 'application/problem+json; charset=utf-8' },
      body: JSON.stringify(wordProblem(error, language, id)),
    }).catch(() => undefined);
  }

  private release(requestHash: Buffer, fence: Buffer): Promise<void> {
    return this.records.release(requestHash, fence).catch(() => undefined);
  }

  private open(requestHash: Buffer, sealed: Buffer): StoredAnswer {
    return JSON.parse(this.vault.openSystem(PLACE, requestHash.toString('hex'), sealed)) as StoredAnswer;
  }

  private replay(answer: StoredAnswer, reply: FastifyReply): WrittenAnswer {
    reply.status(answer.status).headers({ ...answer.headers, 'idempotency-replayed': 'true' });
    return new WrittenAnswer(answer.body ?? undefined);
  }
}

/** The deadline of the request may have passed, and the key must be released in any case. */
function withTimeToCleanUp(request: FastifyRequest, run: () => Promise<void>): Promise<void> {
  return withWork({ ...request.work, deadline: performance.now() + CLEAN_UP_MS }, run);
}

function answerOf(reply: FastifyReply, body: string | undefined): StoredAnswer {
  const headers = STORED_HEADERS.flatMap((name) => {
    const value = reply.getHeader(name);
    return value === undefined ? [] : [[name, value as string | string[]] as const];
  });
  return { status: reply.statusCode, headers: Object.fromEntries(headers), body: body ?? null };
}

function callerOf(request: FastifyRequest): string {
  // An unauthenticated caller can retry from another network, so only the key identifies the request.
  return callerIdOf(request.work.principal) ?? '';
}

function hashOf(value: unknown): Buffer {
  return createHash('sha256').update(JSON.stringify(value)).digest();
}
