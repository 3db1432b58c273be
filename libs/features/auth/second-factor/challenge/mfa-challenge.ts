import { Injectable, Logger } from '@nestjs/common';
import type { SessionPrincipal } from '@platform/access/principal';
import { withTime } from '@platform/context/work-context';
import { Events } from '@platform/event-log/events';
import { OneTimeProblems } from '@platform/one-time/one-time.errors';
import { OneTimeTokens } from '@platform/one-time/one-time-tokens';
import { newId, type UserId } from '@platform/ids/ids';
import { Transactions } from '@platform/persistence/transactions';
import { LoginThrottle, type Attempt } from '../../throttling/login-throttle';
import type { Transport } from '../../sessions/session.entity';
import { SecondFactorFailed } from '../second-factor.events';
import { MFA_CHALLENGE } from '../second-factor.one-time';
import { SecondFactors } from '../second-factors';
import { TrustedDevices } from '../trusted-devices/trusted-devices';

const WRITE_TIMEOUT_MS = 5000;

/** An action that the sign-in runs after the second factor was verified. It is stored sealed with the challenge. */
export interface FollowUpAction {
  readonly name: string;
  readonly facts: object;
}

/** The result of a sign-in that requires a second factor before a session is opened. */
export interface MfaRequired {
  readonly mfaToken: string;
  readonly methods: readonly string[];
}

interface MfaSubject {
  readonly userId: UserId;
  readonly method: string;
  readonly transport?: Transport | undefined;
  readonly deviceToken?: string | undefined;
  readonly followUp?: FollowUpAction | undefined;
}

interface ChallengePayload {
  readonly method: string;
  readonly transport: Transport | undefined;
  readonly followUp?: FollowUpAction | undefined;
}

/** A pending MFA challenge. */
export interface PendingSignIn {
  readonly userId: UserId;
  readonly method: string;
  readonly transport: Transport | undefined;
  readonly followUp?: FollowUpAction | undefined;
  readonly use: () => Promise<boolean>;
  /** The attempt does not count. */
  readonly returnTry: () => Promise<void>;
}

export type MfaRequirement = 'not-set-up' | 'trusted-device' | 'required';
export interface PresentedFactor {
  readonly method: string;
  readonly code: string;
}

/** Decides whether a sign-in requires a second factor, and verifies it. */
@Injectable()
export class MfaChallenge {
  private readonly logger = new Logger('SignIn');

  constructor(
    private readonly factors: SecondFactors,
    private readonly devices: TrustedDevices,
    private readonly oneTimeTokens: OneTimeTokens,
    private readonly throttle: LoginThrottle,
    private readonly events: Events,
    private readonly transactions: Transactions,
  ) {}

  /** Must run in the transaction of the sign-in. */
  async requirementOf({ userId, deviceToken }: MfaSubject): Promise<MfaRequirement> {
    if ((await this.factors.methodsOf(userId)).length === 0) return 'not-set-up';
    return deviceToken !== undefined && (await this.devices.use(userId, deviceToken)) ? 'trusted-device' : 'required';
  }

  /** Must run in the transaction of the sign-in. Returns a challenge instead of a session. */
  async begin({ userId, method, transport, followUp }: MfaSubject): Promise<MfaRequired> {
    const bound = {
      holder: `${userId} ${newId()}`,
      userId,
      payload: { method, transport, followUp } satisfies ChallengePayload,
    };
    const issued = await this.oneTimeTokens.issue(MFA_CHALLENGE, bound);
    if (!issued) throw new Error('The MFA challenge could not be issued, because its random holder already has one.');
    return { mfaToken: issued.token, methods: await this.factors.methodsOf(userId) };
  }

  /** Counts as an attempt: a token allows five. */
  async find(mfaToken: string): Promise<PendingSignIn> {
    const found = await this.oneTimeTokens.findTrying<ChallengePayload>(MFA_CHALLENGE, mfaToken);
    if (!found?.userId) throw OneTimeProblems.not_valid();
    const { userId, payload } = found;
    return {
      userId,
      ...payload,
      use: () => this.oneTimeTokens.use(found),
      returnTry: () => this.oneTimeTokens.returnTry(found),
    };
  }

  /** The user of a pending challenge. Counts no attempt. */
  async userOf(mfaToken: string): Promise<UserId> {
    const found = await this.oneTimeTokens.find<ChallengePayload>(MFA_CHALLENGE, { token: mfaToken });
    if (!found?.userId) throw OneTimeProblems.not_valid();
    return found.userId;
  }

  /**
   * Throttled by account, not by challenge or session, because an attacker with the password could create any number of
   * those.
   */
  async attempt(userId: UserId): Promise<Attempt> {
    return this.throttle.attempt({ kind: 'second-factor', userId });
  }

  /** For the first code of an app. It has its own counter, so that a stolen session cannot block the owner's sign-ins. */
  async attemptSetup({ userId, sessionId }: SessionPrincipal): Promise<Attempt> {
    return this.throttle.attempt({ kind: 'second-factor-setup', userId, sessionId });
  }

  /** Runs before the transaction of `use`. Returns false if no more codes of this kind may be tried. */
  async mayTry(userId: UserId, { method }: PresentedFactor): Promise<boolean> {
    return this.factors.mayTry(method, userId);
  }

  /** Must run in the transaction of the sign-in. Returns false for a wrong code; the caller then rolls back. */
  async use(userId: UserId, { method, code }: PresentedFactor): Promise<boolean> {
    const isRight = await this.factors.use(method, userId, code);
    if (!isRight) setImmediate(() => void this.recordFailure(userId));
    return isRight;
  }

  private async recordFailure(userId: UserId): Promise<void> {
    const event = SecondFactorFailed.of({ subject: userId });
    await withTime(WRITE_TIMEOUT_MS, () => this.transactions.apart(() => this.events.publish(event))).catch((error) =>
      this.logger.warn(`A wrong second factor could not be recorded: ${String(error)}`),
    );
  }
}
