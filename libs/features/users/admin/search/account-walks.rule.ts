import type { SqlValue } from '@platform/persistence/connection-pool';
import { idToBytes } from '@platform/ids/ids';
import type { Position } from '@platform/http/paging/cursors';
import type { AccountState } from '../../account-state';
import type { Account } from '../../account/account.repository';

export interface Condition {
  readonly sql: string;
  readonly values: readonly SqlValue[];
}

/** A found account. */
export interface FoundAccount {
  readonly account: Account;
}

/** A scan of one index in one order. The alias `a` is the account table. */
export interface AccountWalk {
  readonly from: string;
  readonly where: readonly Condition[];
  readonly order: string;
  /** The condition for the rows after a position. */
  after(position: Position): Condition;
  positionOf(found: FoundAccount): Position;
}

/** A half-open range. An absent bound is open. */
export interface Range {
  readonly since?: SqlValue | undefined;
  readonly until?: SqlValue | undefined;
}

const NEWEST_FIRST = 'a.id DESC';
const LAST_ID = Buffer.alloc(16, 0xff);
const MAX_BYTE = Buffer.from([0xff]);

// Every query names its index, because wrong statistics must not turn a page into a full table scan.
const fromIndex = (index: string) => `users_account a FORCE INDEX (${index})`;
const idOf = ({ account }: FoundAccount): Position => [account.id];
const belowId = (position: Position): Condition => ({ sql: 'a.id < ?', values: [idBytes(position[0])] });

export function newestWalk(): AccountWalk {
  // With a bound, the optimiser plans the first page as a range, like the others.
  const where = [{ sql: 'a.id <= ?', values: [LAST_ID] }];
  return { from: fromIndex('PRIMARY'), where, order: NEWEST_FIRST, after: belowId, positionOf: idOf };
}

export function stateWalk(state: AccountState): AccountWalk {
  return { ...newestWalk(), from: fromIndex('users_account_state'), where: [inState(state)] };
}

/** Usernames compare byte by byte. */
export function usernameWalk(prefix: string, state?: AccountState): AccountWalk {
  return {
    from: fromIndex(state ? 'users_account_state_username' : 'users_account_username'),
    where: [...(state ? [inState(state)] : []), withUsername(prefix)],
    order: 'a.username',
    after: ([last]) => ({ sql: 'a.username > ?', values: [Buffer.from(String(last))] }),
    positionOf: ({ account }) => [account.username ?? ''],
  };
}

export function displayNameWalk(key: Buffer): AccountWalk {
  return {
    from: fromIndex('users_account_display_name'),
    where: [{ sql: 'a.display_name_key >= ? AND a.display_name_key < ?', values: prefixRange(key) }],
    order: 'a.display_name_key, a.id',
    after: ([name, id]) => {
      const last = Buffer.from(String(name), 'base64url');
      // Two ranges of the index, because MariaDB does not use an index range for a row comparison.
      const sql = '(a.display_name_key > ? OR (a.display_name_key = ? AND a.id > ?))';
      return { sql, values: [last, last, idBytes(id)] };
    },
    positionOf: ({ account }) => [Buffer.from(account.displayNameKey ?? '').toString('base64url'), account.id],
  };
}

export function createdWalk(range: Range): AccountWalk {
  return latestWalk('users_account_created', 'created_at', range, {
    positionOf: ({ account }) => account.createdAt.toISOString(),
    valueOf: (text) => new Date(text),
  });
}

export function activeWalk(range: Range): AccountWalk {
  return latestWalk('users_account_last_active', 'last_active_on', range, {
    positionOf: ({ account }) => account.lastActiveOn ?? '',
    valueOf: (text) => text,
  });
}

/** `index` is the hash of the domain with one of the active keys. */
export function emailDomainWalk(index: Buffer): AccountWalk {
  return {
    from: `users_email_index e FORCE INDEX (users_email_index_domain)
           STRAIGHT_JOIN users_account a ON a.id = e.user_id`,
    where: [{ sql: 'e.domain_index = ?', values: [index] }],
    order: 'e.user_id DESC',
    after: ([id]) => ({ sql: 'e.user_id < ?', values: [idBytes(id)] }),
    positionOf: idOf,
  };
}

export function idsWalk(ids: readonly string[]): AccountWalk {
  const sql = `a.id IN (${ids.map(() => '?').join(', ')})`;
  return { ...newestWalk(), where: [{ sql, values: ids.map(idToBytes) }] };
}

/** Uses the stored state. A job records the end of an expired suspension within half a minute. */
export function inState(state: AccountState): Condition {
  return { sql: 'a.state = ?', values: [Buffer.from(state)] };
}

export function withUsername(prefix: string): Condition {
  return { sql: 'a.username >= ? AND a.username < ?', values: prefixRange(Buffer.from(prefix)) };
}

export function withoutUsername(prefix: string): Condition {
  const { sql, values } = withUsername(prefix);
  return { sql: `(a.username IS NULL OR NOT (${sql}))`, values };
}

export function inDomain(indexes: readonly Buffer[]): Condition {
  const marks = indexes.map(() => '?').join(', ');
  const sql = `EXISTS (SELECT 1 FROM users_email_index d WHERE d.user_id = a.id AND d.domain_index IN (${marks}))`;
  return { sql, values: indexes };
}

export function inRange(column: 'created_at' | 'last_active_on', { since, until }: Range): Condition[] {
  return [
    ...(since === undefined ? [] : [{ sql: `a.${column} >= ?`, values: [since] }]),
    ...(until === undefined ? [] : [{ sql: `a.${column} < ?`, values: [until] }]),
  ];
}

function latestWalk(
  index: string,
  column: 'created_at' | 'last_active_on',
  range: Range,
  { positionOf, valueOf }: { positionOf(found: FoundAccount): string; valueOf(text: string): SqlValue },
): AccountWalk {
  return {
    from: fromIndex(index),
    where: inRange(column, range),
    order: `a.${column} DESC, a.id DESC`,
    after: ([moment, id]) => {
      const last = valueOf(String(moment));
      return {
        sql: `(a.${column} < ? OR (a.${column} = ? AND a.id < ?))`,
        values: [last, last, idBytes(id)],
      };
    },
    positionOf: (found) => [positionOf(found), found.account.id],
  };
}

function prefixRange(prefix: Buffer): [Buffer, Buffer] {
  return [prefix, Buffer.concat([prefix, MAX_BYTE])];
}

function idBytes(id: string | number | undefined): Buffer {
  return idToBytes(String(id));
}
