import { parseEmail, type EmailAddress } from '@platform/email/email-address.rule';
import type { FieldError } from '@platform/errors/problem';
import { refusedField } from '@platform/http/fields/refusals';
import { OneTimeFieldErrors } from './one-time.errors';
import type { PresentedToken } from './one-time-tokens';

/** Returns the faults of a token or code that can be found without a look-up, for `checkShape`. */
export function presentedTokenFaults({ email }: TokenFields, sent: ReadonlySet<string>): FieldError[] {
  return [
    ...(sent.has('token') === sent.has('code') ? [{ pointer: '/token', code: OneTimeFieldErrors.token_or_code }] : []),
    ...addressFaults({ email }),
  ];
}

export function addressFaults({ email }: { readonly email?: string | undefined }): FieldError[] {
  return email === undefined || parseEmail(email) ? [] : [{ pointer: '/email', code: OneTimeFieldErrors.bad_email }];
}

interface TokenFields {
  readonly token?: string;
  readonly code?: string;
  readonly email?: string;
}

/**
 * Returns a token, optionally with the address it was sent to, or a code with the address or the signed-in user it was
 * issued for.
 */
export function presentedTokenOf({ token, code, email }: TokenFields, holderOfSignedIn?: string): PresentedToken {
  if (token !== undefined && code === undefined)
    return { token, holder: email === undefined ? undefined : givenAddress(email).identity };
  if (token !== undefined || code === undefined) throw refusedField('/token', OneTimeFieldErrors.token_or_code);
  const holder = email === undefined ? holderOfSignedIn : givenAddress(email).identity;
  if (holder === undefined) throw refusedField('/email', OneTimeFieldErrors.code_without_email);
  return { holder, code };
}

export function givenAddress(email: string): EmailAddress {
  const parsed = parseEmail(email);
  if (!parsed) throw refusedField('/email', OneTimeFieldErrors.bad_email);
  return parsed;
}
