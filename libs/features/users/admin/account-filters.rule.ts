import { parseEmail, parseEmailDomain } from '@platform/email/email-address.rule';
import { refused } from '@platform/http/fields/refusals';
import type { AdminUsersFilters } from './admin-users.dto';
import type { AccountFilters } from './search/account-sources';
import { emailFilterFaults } from './email-filters.rule';
import type { Range } from './search/account-walks.rule';

/** Validates and normalises the filters, and reports all faults at once. */
export function filtersOf(query: AdminUsersFilters): AccountFilters {
  const faults = emailFilterFaults(query);
  if (faults.length > 0) throw refused(faults);
  return {
    q: query.q?.toLowerCase(),
    username: query.username?.toLowerCase(),
    email: query.email === undefined ? undefined : parseEmail(query.email)?.identity,
    emailDomain: query.emailDomain === undefined ? undefined : parseEmailDomain(query.emailDomain),
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

/** Activity is stored by day, so a time stands for its day. */
function dayOf(moment: string): string {
  return moment.slice(0, 10);
}

/** The first excluded day. A day that began before the time is included. */
function dayAfter(moment: string): string {
  const time = new Date(moment).getTime();
  const day = new Date(dayOf(moment)).getTime();
  return time === day ? dayOf(moment) : new Date(day + 86_400_000).toISOString().slice(0, 10);
}
