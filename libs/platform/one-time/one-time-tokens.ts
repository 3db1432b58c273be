import { randomBytes, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { hashOfToken, newOpaqueToken } from '@platform/access/opaque-token.rule';
import { SessionDirectory } from '@platform/access/session-directory';
import { newId, type SessionId, type UserId } from '@platform/ids/ids';
import { keyedHash } from '@platform/vault/keyed-hash';
import { Keyring } from '@platform/vault/keyring/keyring';
import type { RingKey } from '@platform/vault/keyring/ring-key';
import { Vault } from '@platform/vault/vault';
import { purposesThatEndWithCredentials, type OneTimeKind } from './one-time-kind';
import { OneTimeRepository, type StoredSecret } from './one-time.repository';
import { formatCode, newCode, parseCode } from './code-text.rule';

const PREFIX = 'uko_';
const PLACE = { table: 'platform_one_time', column: 'payload_sealed' };

export interface Issued {
  readonly token: string;
  /** The code, formatted for display. */
  readonly code: string;
  readonly expiresAt: Date;
}

interface Bound {
  /** A stable key of the recipient, for example the address. Only the newest token of a holder is valid. */
  readonly holder: string;
  /** The account that it is for; null if there is none yet. */
  readonly userId: UserId | null;
  /** The session that requested it. When that session ends, it becomes invalid. */
  readonly sessionId?: SessionId | undefined;
  /** Stored sealed, and returned when the token is used. */
  readonly payload: object;
}

/**
 * A token from a link, or a code with the holder that it was issued to. Both prove that the recipient read the mail.
 */
export type PresentedToken =
  /** With a holder, it must be the one the token was issued to. */
  { readonly token: string; readonly holder?: string | undefined } | { readonly holder: string; readonly code: string };

export interface Found<Payload> {
  readonly secret: StoredSecret;
  readonly userId: UserId | null;
  readonly payload: Payload;
}

export interface Pending<Payload> {
  readonly payload: Payload;
  readonly expiresAt: Date;
}

/**
 * Issues one-time tokens and codes: single use, only the newest is valid, a short lifetime, stored as hashes, five
 * attempts for a code. The features send them and define the action.
 */
@Injectable()
export class OneTimeTokens {
  constructor(
    private readonly repository: OneTimeRepository,
    private readonly keyring: Keyring,
    private readonly vault: Vault,
    private readonly sessions: SessionDirectory,
  ) {}

  /**
   * Must run in a transaction. Returns undefined if the hourly limit of the holder is reached (then the last token
   * stays valid) or the requesting session has ended.
   */
  async issue(
    { purpose, minutes, perHour }: OneTimeKind,
    bound: Bound,
    { anyway = false } = {},
  ): Promise<Issued | undefined> {
    if (!(await this.isSessionActive(bound.sessionId))) return undefined;
    const [holder, ...former] = this.hashesOf(purpose, bound.holder) as [Buffer, ...Buffer[]];
    const issued = await this.repository.issuedToHeld(purpose, [holder, ...former]);
    if (issued >= perHour && !anyway) return undefined;
    const [id, token, code] = [newId(), newOpaqueToken(PREFIX), newCode()];
    await this.repository.replace(
      {
        purpose,
        holder,
        id,
        userId: bound.userId,
        sessionId: bound.sessionId ?? null,
        tokenHash: hashOfToken(token),
        codeHash: hashOfCode(this.keyring.current('system'), id, code),
        payloadSealed: await this.seal(id, bound),
        minutes,
      },
      former,
    );
    return { token, code: formatCode(code), expiresAt: new Date(Date.now() + minutes * 60_000) };
  }

  /**
   * Issues a decoy that nothing can use, so that trying codes does not reveal whether the address has an account.
   * Returns false if the hourly limit is reached.
   */
  async issueDecoy({ purpose, minutes, perHour }: OneTimeKind, holderKey: string): Promise<boolean> {
    const [holder, ...former] = this.hashesOf(purpose, holderKey) as [Buffer, ...Buffer[]];
    if ((await this.repository.issuedToHeld(purpose, [holder, ...former])) >= perHour) return false;
    const chance = { tokenHash: randomBytes(32), codeHash: randomBytes(32) };
    await this.repository.replace(
      { purpose, holder, id: newId(), userId: null, sessionId: null, payloadSealed: null, ...chance, minutes },
      former,
    );
    return true;
  }

  /**
   * Counts without issuing a token. Must run in a transaction. Returns false if the hourly limit of the holder is
   * reached.
   */
  async mayHaveAnother(kind: OneTimeKind, holderKey: string): Promise<boolean> {
    return this.issueDecoy(kind, holderKey);
  }

  /** Finds a token without consuming it. An attempt at a code counts in any case. */
  async find<Payload>({ purpose }: OneTimeKind, proof: PresentedToken): Promise<Found<Payload> | undefined> {
    const secret =
      'token' in proof
        ? await this.byToken(purpose, proof.token, proof.holder)
        : await this.byCode(purpose, proof.holder, proof.code);
    return this.opened<Payload>(secret);
  }

  /** Counts an attempt at the code of a holder, outside of the current transaction. Returns false if none is left. */
  async mayTryCode({ purpose }: OneTimeKind, holder: string): Promise<boolean> {
    return this.repository.countTry(purpose, this.hashesOf(purpose, holder));
  }

  /** Finds by a code whose attempt `mayTryCode` has counted. */
  async findTried<Payload>(
    { purpose }: OneTimeKind,
    { holder, code }: { holder: string; code: string },
  ): Promise<Found<Payload> | undefined> {
    return this.opened<Payload>(await this.matching(purpose, this.hashesOf(purpose, holder), code));
  }

  /** Returns what a holder can still confirm with a code, without counting an attempt. */
  async pendingOf<Payload>({ purpose }: OneTimeKind, holder: string): Promise<Pending<Payload> | undefined> {
    const stored = await this.repository.pendingOf(purpose, this.hashesOf(purpose, holder));
    if (!stored?.secret.payloadSealed) return undefined;
    const { secret, expiresAt } = stored;
    const { sessionId } = secret;
    if (sessionId !== null && !(await this.sessions.secondsLeft([sessionId])).has(sessionId)) return undefined;
    const payload = (await this.open(secret, secret.payloadSealed as Buffer)) as Payload | undefined;
    return payload && { payload, expiresAt };
  }

  /** Must run in a transaction. Invalidates the token of a holder, whose count of issued tokens stays. */
  async withdraw({ purpose }: OneTimeKind, holder: string): Promise<void> {
    await this.repository.spendAllOfHolder(purpose, this.hashesOf(purpose, holder));
  }

  /**
   * Finds by a token that also requires a code or password. As with codes, every attempt counts, and there are five.
   */
  async findTrying<Payload>(kind: OneTimeKind, token: string): Promise<Found<Payload> | undefined> {
    const mayTry = await this.repository.countTryOf(kind.purpose, hashOfToken(token));
    return mayTry ? this.find<Payload>(kind, { token }) : undefined;
  }

  /**
   * Must run in the transaction of the action. Returns true for exactly one caller, and for none after the requesting
   * session has ended.
   */
  async use({ secret }: Found<unknown>): Promise<boolean> {
    return (await this.isSessionActive(secret.sessionId)) && this.repository.spend(secret);
  }

  /** An attempt with the right code that failed for another reason does not count. */
  async returnTry({ secret }: Found<unknown>): Promise<void> {
    await this.repository.returnTry(secret.id);
  }

  /** Must run in the transaction of a change of credentials. Invalidates all earlier tokens. */
  async voidAllOf(userId: UserId): Promise<void> {
    await this.repository.spendAllOf(userId, purposesThatEndWithCredentials());
  }

  /** Invalidates later tokens of the same kind and user. Earlier ones stay valid. */
  async voidLaterThan({ secret }: Found<unknown>): Promise<void> {
    await this.repository.spendLater(secret);
  }

  private async isSessionActive(sessionId: SessionId | null | undefined): Promise<boolean> {
    return typeof sessionId !== 'string' || this.sessions.lockActive(sessionId);
  }

  private async opened<Payload>(secret: StoredSecret | undefined): Promise<Found<Payload> | undefined> {
    if (!secret?.payloadSealed) return undefined;
    const payload = (await this.open(secret, secret.payloadSealed)) as Payload | undefined;
    return payload && { secret, userId: secret.userId, payload };
  }

  private async byToken(purpose: string, token: string, holderKey?: string): Promise<StoredSecret | undefined> {
    const secret = await this.repository.byToken(purpose, hashOfToken(token));
    if (!secret || holderKey === undefined) return secret;
    return this.hashesOf(purpose, holderKey).some((holder) => holder.equals(secret.holder)) ? secret : undefined;
  }

  private async byCode(purpose: string, holderKey: string, typed: string): Promise<StoredSecret | undefined> {
    const holders = this.hashesOf(purpose, holderKey);
    const mayTry = await this.repository.countTry(purpose, holders);
    const secret = await this.matching(purpose, holders, typed);
    return mayTry ? secret : undefined;
  }

  private async matching(
    purpose: string,
    holders: readonly Buffer[],
    typed: string,
  ): Promise<StoredSecret | undefined> {
    const secret = await this.repository.byHolder(purpose, holders);
    const code = parseCode(typed);
    if (!secret || code === undefined) return undefined;
    const isCorrect = this.keyring
      .live('system')
      .some((key) => timingSafeEqual(hashOfCode(key, secret.id, code), secret.codeHash));
    return isCorrect ? secret : undefined;
  }

  /**
   * Returns the hash under every live key, the current one first. Hashes are keyed, so that the table does not reveal
   * who requested which token.
   */
  private hashesOf(purpose: string, holder: string): Buffer[] {
    return this.keyring.live('system').map(({ secret }) => keyedHash(secret, purpose, '\0', holder));
  }

  private async seal(id: string, { userId, payload }: Bound): Promise<Buffer> {
    const text = JSON.stringify([id, payload]);
    if (userId === null) return this.vault.sealSystem(PLACE, id, text);
    return (await this.vault.boxOf(userId)).seal(PLACE, text);
  }

  /** The seal is bound to the user and the column; the sealed content also contains the ID of the row. */
  private async open({ id, userId }: StoredSecret, sealed: Buffer): Promise<unknown> {
    const text =
      userId === null ? this.vault.openSystem(PLACE, id, sealed) : (await this.vault.boxOf(userId)).open(PLACE, sealed);
    if (text === undefined) return undefined;
    const [ownId, payload] = JSON.parse(text) as [string, unknown];
    return ownId === id ? payload : undefined;
  }
}

/** Keyed and salted, because codes are short and a plain hash could be reversed. */
function hashOfCode({ secret }: RingKey, id: string, code: string): Buffer {
  return keyedHash(secret, id, code);
}
