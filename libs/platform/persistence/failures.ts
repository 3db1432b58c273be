import { ServiceProblems } from '@platform/errors/platform.errors';
import { Problem } from '@platform/errors/problem';

/** Errors after which nothing has been changed, so the whole transaction can be retried. */
const CONFLICTS = new Set([1213, 1205, 1020, 3101, 1180]);
/** The server has become read-only during a failover. Another connection may reach the new primary. */
const READ_ONLY = new Set([1290, 1836, 3100]);
/** The disk or tablespace is full. The server reports this itself, or passes on the error of the storage engine. */
const OUT_OF_SPACE = new Set([1021, 1026, 1114]);
const ENGINE_ERROR = 1030;
const DUPLICATE_KEY = 1062;
/** A statement with NOWAIT met a locked row. MariaDB reports a lock wait timeout instead. */
const LOCKED_ELSEWHERE = 3572;
const LOST = new Set([
  'PROTOCOL_CONNECTION_LOST',
  'ECONNRESET',
  'ECONNREFUSED',
  // The queue of a Unix socket is full, because the server hangs.
  'EAGAIN',
  'EPIPE',
  'ENOENT',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'PROTOCOL_ENQUEUE_AFTER_FATAL_ERROR',
  'PROTOCOL_ENQUEUE_AFTER_QUIT',
  'PROTOCOL_ENQUEUE_AFTER_DESTROY',
]);
/** The server shuts down, has too many connections, has blocked the host or closed the connection, or lost packets. */
const AWAY = new Set([1053, 1040, 1203, 1129, 1158, 1159, 1160, 1161, 1927, 2006, 2013, 4031]);

/** A deadline has passed: for a connection, a statement or the whole request. */
export class DeadlinePassed extends Error {
  constructor(readonly what: 'acquire' | 'statement' | 'work') {
    super(`The database did not answer in time (${what}).`);
  }
}

/** The response to COMMIT was lost, so the change may or may not be stored. Only the caller can find out. */
export class CommitUnknown extends Error {
  constructor(cause: unknown) {
    super('The outcome of a commit is unknown.', { cause });
  }
}

/** The row was changed concurrently. The transaction is run again. */
export class ConcurrentChange extends Error {
  constructor() {
    super('Another change was committed first.');
  }
}

/** For an insert after the row was not found: another transaction has inserted it, so this one runs again. */
export function retryIfDuplicate(error: unknown): void {
  if (duplicateKeyOf(error)) throw new ConcurrentChange();
}

interface DriverError {
  readonly sqlState?: string;
  /** In a message of several statements: how many were executed before the one that failed. */
  readonly executed?: number;
  readonly errno?: number;
  readonly code?: string;
  readonly sqlMessage?: string;
}

export function isConflict(error: unknown): boolean {
  return error instanceof ConcurrentChange || CONFLICTS.has(driverError(error).errno ?? 0);
}

export function isConnectionLost(error: unknown): boolean {
  const { errno, code } = driverError(error);
  return LOST.has(code ?? '') || AWAY.has(errno ?? 0) || READ_ONLY.has(errno ?? 0);
}

/** Another transaction has locked a row that a statement with NOWAIT needs. */
export function isLockedElsewhere(error: unknown): boolean {
  return driverError(error).errno === LOCKED_ELSEWHERE;
}

/** The server has no space for a change. Reads and small changes may still succeed. */
export function isOutOfSpace(error: unknown): boolean {
  const { errno = 0, sqlMessage = '' } = driverError(error);
  return OUT_OF_SPACE.has(errno) || (errno === ENGINE_ERROR && /\b(28|ENOSPC|full)\b/.test(sqlMessage));
}

export function withExecutedCount(error: unknown, statements: number): unknown {
  return error instanceof Error ? Object.assign(error, { executed: statements }) : error;
}

/**
 * The index of the statement of the message that the server rejected; the later ones were not executed. This is known
 * only from a response of the server; after a lost connection it may have continued.
 */
export function rejectedStatementOf(error: unknown): number | undefined {
  const { sqlState, executed } = driverError(error);
  return sqlState === undefined ? undefined : executed;
}

/** The name of the unique key that caused the conflict; undefined for any other error. */
export function duplicateKeyOf(error: unknown): string | undefined {
  const { errno, sqlMessage } = driverError(error);
  if (errno !== DUPLICATE_KEY) return undefined;
  const name = /for key '(?:[^'.]*\.)?([^']+)'/.exec(sqlMessage ?? '')?.[1];
  return name ?? 'unknown';
}

/** The problem that the API returns if the database is the cause; undefined otherwise. */
export function asUnavailable(error: unknown): Problem | undefined {
  const isUnavailable =
    error instanceof DeadlinePassed ||
    error instanceof CommitUnknown ||
    isConnectionLost(error) ||
    isConflict(error) ||
    isOutOfSpace(error);
  return isUnavailable ? ServiceProblems.unavailable({ headers: { 'retry-after': '1' }, cause: error }) : undefined;
}

function driverError(error: unknown): DriverError {
  const direct = error as DriverError & { driverError?: DriverError };
  return direct?.driverError ?? direct ?? {};
}
