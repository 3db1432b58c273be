import { parseEmail, parseEmailDomain } from '@platform/email/email-address.rule';
import type { FieldError } from '@platform/errors/problem';
import { refused } from '@platform/http/fields/refusals';
import { UsersFieldErrors } from '../../users.errors';
import type { AdminUsersFilters } from '../admin-users.dto';
import type { AccountFilters } from './account-sources';
import type { Range } from './account-walks.rule';

/** What was asked for, checked and normalised; every fault at once. */
export function filtersOf(query: AdminUsersFilters): AccountFilters {
  const faults: FieldError[] = [];
  const email = query.email === undefined ? undefined : parseEmail(query.email);
  if (query.email !== undefined && !email) faults.push({ pointer: '/email', code: UsersFieldErrors.bad_email });
  const emailDomain = query.emailDomain === undefined ? undefined : parseEmailDomain(query.emailDomain);
  if (query.emailDomain !== undefined && !emailDomain) {
    faults.push({ pointer: '/emailDomain', code: UsersFieldErrors.bad_email_domain });
  }
  if (faults.length > 0) throw refused(faults);
  return {
    q: query.q?.toLowerCase(),
    username: query.username?.toLowerCase(),
    email: email?.identity,
    emailDomain,
    state: query.state,
    role: query.role,
    created: rangeOf(query.createdSince, query.createdUntil, (text) => new Date(text)),
    active: rangeOf(query.activeSince && dayOf(query.activeSince), query.activeUntil && dayAfter(query.activeUntil)),
  };
}

function rangeOf(
  since: string | undefined,
  until: string | undefined,
  valueOf: (text: string) => string | Date = (text) => text,
): Range | undefined {
  if (since === undefined && until === undefined) return undefined;
  return { since: since && valueOf(since), until: until && valueOf(until) };
}

/** Activity is known to the day: a moment means the day it is in. */
function dayOf(moment: string): string {
  return moment.slice(0, 10);
}

/** The first day that is not meant: a day that had begun before the moment is. */
function dayAfter(moment: string): string {
  const time = new Date(moment).getTime();
  const day = new Date(dayOf(moment)).getTime();
  return time === day ? dayOf(moment) : new Date(day + 86_400_000).toISOString().slice(0, 10);
}
