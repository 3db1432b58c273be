import { Injectable } from '@nestjs/common';
import { randomText } from '@platform/access/opaque-token.rule';
import { UserReader } from '@features/users';
import type { SessionPrincipal } from '@platform/access/principal';
import { Events } from '@platform/event-log/events';
import { OneTimeTokens, type Found } from '@platform/one-time/one-time-tokens';
import { Origins } from '@platform/origin/seen-origin';
import { idToBytes, newId, type SessionId } from '@platform/ids/ids';
import { Transactions } from '@platform/persistence/transactions';
import { Keyring } from '@platform/vault/keyring/keyring';
import { Vault } from '@platform/vault/vault';
import { SessionLock } from '../../sessions/session-lock';
import { isDecoy } from '../decoy-passkeys.rule';
import { readRegistration } from '../credential-response.rule';
import { PasskeyCheck } from '../passkey-check';
import { creationOptions } from '../passkey-options.rule';
import { PasskeyRepository, type NewPasskey } from '../passkey.repository';
import { PasskeyProblems } from '../passkeys.errors';
import { PasskeyAdded } from '../passkeys.events';
import { PASSKEY_REGISTRATION } from '../passkeys.one-time';
import { RelyingParty } from '../relying-party';
import { PasskeyManager, NAME_PLACE } from './passkey-manager';
import type { AddPasskeyDto, NewPasskeyChallengeDto, PasskeyDto } from './passkeys.dto';
import type { PasskeyId } from '../passkey-id';

const MAX_PASSKEYS = 20;

interface PendingRegistration {
  readonly challenge: string;
  readonly sessionId: SessionId;
}

@Injectable()
export class AddPasskeyService {
  constructor(
    private readonly users: UserReader,
    private readonly sessionLock: SessionLock,
    private readonly passkeys: PasskeyRepository,
    private readonly manager: PasskeyManager,
    private readonly check: PasskeyCheck,
    private readonly relyingParty: RelyingParty,
    private readonly oneTimeTokens: OneTimeTokens,
    private readonly keyring: Keyring,
    private readonly vault: Vault,
    private readonly origins: Origins,
    private readonly events: Events,
    private readonly transactions: Transactions,
  ) {}

  async begin({ userId, sessionId }: SessionPrincipal): Promise<NewPasskeyChallengeDto> {
    const excluded = await this.passkeys.allOf(userId);
    if (excluded.length >= MAX_PASSKEYS) throw PasskeyProblems.passkey_limit({ parameters: { most: MAX_PASSKEYS } });
    const contact = await this.users.contactOf(userId);
    const name = contact?.email ?? contact?.username ?? userId;
    const challenge = randomText();
    const bound = { holder: newId(), userId, payload: { challenge, sessionId } satisfies PendingRegistration };
    const issued = await this.transactions.run(() => this.oneTimeTokens.issue(PASSKEY_REGISTRATION, bound));
    if (!issued) throw new Error('The challenge could not be issued, because its random holder already has one.');
    const user = { handle: idToBytes(userId), name, displayName: contact?.displayName ?? name };
    return {
      challengeToken: issued.token,
      options: { ...creationOptions({ rp: this.relyingParty, user, challenge, excluded }) },
    };
  }

  async add(
    { userId, sessionId }: SessionPrincipal,
    { challengeToken, name, response }: AddPasskeyDto,
  ): Promise<PasskeyDto> {
    const pending = await this.oneTimeTokens.findTrying<PendingRegistration>(PASSKEY_REGISTRATION, challengeToken);
    const credential = readRegistration(response);
    const isSameSession = pending?.userId === userId && pending.payload.sessionId === sessionId;
    const registered =
      pending && credential && isSameSession && (await this.check.registration(credential, pending.payload.challenge));
    if (!registered) throw PasskeyProblems.passkey_not_added();
    const passkeyName = name ?? this.origins.seen().device ?? this.relyingParty.name;
    const nameSealed = (await this.vault.boxOf(userId)).seal(NAME_PLACE, passkeyName);
    const { transports = [] } = credential.response;
    const passkey = { id: newId<PasskeyId>(), userId, ...registered, transports, nameSealed };
    return this.transactions.run(() => this.store(passkey, pending, sessionId));
  }

  private async store(
    passkey: NewPasskey,
    pending: Found<PendingRegistration>,
    sessionId: SessionId,
  ): Promise<PasskeyDto> {
    const { id, userId, credentialId } = passkey;
    // Adding a passkey invalidates the user's other challenges. With the session locked, concurrent requests therefore
    // cannot exceed the limit.
    await this.sessionLock.lock({ userId, sessionId });
    if (!(await this.oneTimeTokens.use(pending))) throw PasskeyProblems.passkey_not_added();
    const looksTaken = this.keyring.live('system').some(({ secret }) => isDecoy(secret, credentialId));
    if (looksTaken || !(await this.passkeys.insert(passkey))) throw PasskeyProblems.passkey_taken();
    await this.events.publish(PasskeyAdded.of({ subject: userId, facts: { passkeyId: id } }));
    return this.manager.one(id, userId);
  }
}
