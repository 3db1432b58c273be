import { parseEmail, parseEmailDomain } from '@platform/email/email-address.rule';
import type { FieldError } from '@platform/errors/problem';
import { UsersFieldErrors } from '../users.errors';

interface EmailFilters {
  readonly email?: string | undefined;
  readonly emailDomain?: string | undefined;
}

export function emailFilterFaults({ email, emailDomain }: EmailFilters): FieldError[] {
  const isBadEmail = email !== undefined && !parseEmail(email);
  const isBadDomain = emailDomain !== undefined && !parseEmailDomain(emailDomain);
  return [
    ...(isBadEmail ? [{ pointer: '/email', code: UsersFieldErrors.bad_email }] : []),
    ...(isBadDomain ? [{ pointer: '/emailDomain', code: UsersFieldErrors.bad_email_domain }] : []),
  ];
}
