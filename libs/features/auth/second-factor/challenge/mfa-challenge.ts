import { Injectable, Logger } from '@nestjs/common';
import type { SessionPrincipal } from '@platform/access/principal';
import { withTime } from '@platform/context/work-context';
import { Events } from '@platform/events/events';
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

const TIME_TO_WRITE_MS = 5000;

/** What a sign-in still has to do once the second factor has been presented; it waits, sealed, with the challenge. */
export interface FollowUpAction {
  readonly name: string;
  readonly facts: object;
}

/** What a sign-in answers instead of a session until the second factor has been presented. */
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

interface Bound {
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
}

export interface Shown {
  readonly method: string;
  readonly code: string;
}

/** The second step of signing in: whether there is one, and what has to be shown in it. */
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

  /** In the transaction that would open the session. */
  async isWanted({ userId, deviceToken }: MfaSubject): Promise<'no' | 'not-here' | 'yes'> {
    if ((await this.factors.methodsOf(userId)).length === 0) return 'no';
    return deviceToken !== undefined && (await this.devices.use(userId, deviceToken)) ? 'not-here' : 'yes';
  }

  /** Must run in the transaction of the sign-in. Returns the challenge that replaces the session until it is answered. */
  async begin({ userId, method, transport, followUp }: MfaSubject): Promise<MfaRequired> {
    const bound = { holder: `${userId} ${newId()}`, userId, payload: { method, transport, followUp } satisfies Bound };
    const issued = await this.oneTimeTokens.issue(MFA_CHALLENGE, bound);
    if (!issued) throw new Error('The MFA challenge of a new sign-in already exists.');
    return { mfaToken: issued.token, methods: await this.factors.methodsOf(userId) };
  }

  /** Counts as an attempt: a token allows five. */
  async find(mfaToken: string): Promise<PendingSignIn> {
    const found = await this.oneTimeTokens.findTrying<Bound>(MFA_CHALLENGE, mfaToken);
    if (!found?.userId) throw OneTimeProblems.not_valid();
    const { userId, payload } = found;
    return { userId, ...payload, use: () => this.oneTimeTokens.use(found) };
  }

  /**
   * Throttled by account, not by challenge or session, because an attacker with the password could create any number of
   * those.
   */
  async attempt(userId: UserId): Promise<Attempt> {
    return this.throttle.attempt({ kind: 'second-factor', userId });
  }

  /** For the first code of an app. It is counted apart, so a stolen session cannot block the owner's second step. */
  async attemptSetup({ userId, sessionId }: SessionPrincipal): Promise<Attempt> {
    return this.throttle.attempt({ kind: 'second-factor-setup', userId, sessionId });
  }

  /** Must run in the transaction of the sign-in. Returns false for a wrong code; the caller then rolls back. */
  async use(userId: UserId, { method, code }: Shown): Promise<boolean> {
    const isRight = await this.factors.use(method, userId, code);
    if (!isRight) setImmediate(() => void this.recordFailure(userId));
    return isRight;
  }

  private async recordFailure(userId: UserId): Promise<void> {
    const event = SecondFactorFailed.of({ subject: userId });
    await withTime(TIME_TO_WRITE_MS, () => this.transactions.apart(() => this.events.publish(event))).catch((error) =>
      this.logger.warn(`A wrong second factor could not be recorded: ${String(error)}`),
    );
  }
}
