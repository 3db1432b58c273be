import { Injectable } from '@nestjs/common';
import { UserReader } from '@features/users';
import { parseEmail } from '@platform/email/email-address.rule';
import { Keyring } from '@platform/vault/keyring/keyring';
import type { UserId } from '@platform/ids/ids';
import { DUMMY_USER_ID } from '../../dummy-user-id';
import { decoysFor, type NamedCredential } from '../decoy-passkeys.rule';
import { PasskeyRepository } from '../passkey.repository';

interface Login {
  readonly email?: string;
  readonly username?: string;
}

interface Allowed {
  /** For an unknown name, the ID that no user has. */
  readonly userId: UserId;
  readonly credentials: readonly NamedCredential[];
}

/** Which passkeys a browser may use for a name: alike in work and looks whether there are any. */
@Injectable()
export class AllowedPasskeys {
  constructor(
    private readonly users: UserReader,
    private readonly passkeys: PasskeyRepository,
    private readonly keyring: Keyring,
  ) {}

  async for(login: Login): Promise<Allowed> {
    const userId = (await this.users.findId(login)) ?? DUMMY_USER_ID;
    const own = await this.passkeys.allOf(userId);
    // Real ones outlast every rotation, so what changed with one would be known as a decoy.
    const decoys = decoysFor(this.keyring.oldest('system').secret, spellingOf(login));
    return { userId, credentials: own.length > 0 ? own : decoys };
  }
}

/** Every spelling that would find the same account finds the same decoys. */
function spellingOf({ email, username = '' }: Login): string {
  if (email === undefined) return `username ${username.toLowerCase()}`;
  return `email ${parseEmail(email)?.identity ?? email.toLowerCase()}`;
}
