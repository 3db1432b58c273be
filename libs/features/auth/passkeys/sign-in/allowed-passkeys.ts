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
  /** `DUMMY_USER_ID` for an unknown name. */
  readonly userId: UserId;
  readonly credentials: readonly NamedCredential[];
}

/** Finds the passkeys that a browser can use for a name. Without any, it returns decoys after the same work. */
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
    // Decoys use the oldest key: real passkeys do not change when keys are rotated, so decoys must not change either.
    const decoys = decoysFor(this.keyring.oldest('system').secret, spellingOf(login));
    return { userId, credentials: own.length > 0 ? own : decoys };
  }
}

/** All spellings that find the same account get the same decoys. */
function spellingOf({ email, username = '' }: Login): string {
  if (email === undefined) return `username ${username.toLowerCase()}`;
  return `email ${parseEmail(email)?.identity ?? email.toLowerCase()}`;
}
