import { createConnection, createPool, type Pool, type PoolConnection, type PoolOptions } from 'mysql2';
import { currentWork } from '@platform/context/work-context';
import { DeadlinePassed, isConnectionLost, isOutOfSpace, withExecutedCount } from './failures';
import { tlsOf } from './tls.rule';

export type SqlValue = string | number | bigint | Date | Buffer | null;
export type Row = Record<string, unknown>;

export interface WriteResult {
  readonly affectedRows: number;
  readonly insertId: number;
}

export interface PoolSettings {
  readonly acquireMs: number;
  readonly statementMs: number;
  /** The certificate authority of the server, in PEM format. */
  readonly ca?: string | undefined;
}

interface PoolUsage {
  readonly inUse: number;
  readonly idle: number;
  /** The number of callers that wait for a connection. */
  readonly waiting: number;
}

/** The driver does not expose the length of its queues. */
interface Queue {
  readonly length: number;
}

/** Set on every connection, so that behaviour does not depend on the defaults of the server. */
const SESSION =
  "SET SESSION sql_mode = 'STRICT_ALL_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION', " +
  "time_zone = '+00:00', innodb_lock_wait_timeout = 1";
/** The text already contains the values (see sql-text.rule.ts), so the driver does not look for placeholders. */
const MULTIPLE_STATEMENTS = { multipleStatements: true, queryFormat: (sql: string) => sql };
/** The driver reports this error without a code. */
const QUEUE_FULL = 'Queue limit reached.';
/** The number of connections for group commits, and a few for transactions that are sent as one message. */
const MULTIPLE_STATEMENT_CONNECTIONS = 6;
const ISOLATION = 'SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED';

/**
 * mysql2's pool with deadlines. The driver waits indefinitely for a connection to a hanging server, and its query
 * timeout does not stop the statement on the server. This pool ends both and kills the statement.
 */
export class ConnectionPool {
  readonly raw: Pool;
  private readonly options: PoolOptions;
  private openedMultiStatementPool: ConnectionPool | undefined;
  private ownLastOutOfSpace = -Infinity;

  constructor(
    private readonly url: string,
    size: number,
    private readonly settings: PoolSettings,
    multipleStatements = false,
  ) {
    this.options = { ...poolOptions(url, size, settings), ...(multipleStatements && MULTIPLE_STATEMENTS) };
    this.raw = createPool(this.options);
    this.raw.on('connection', (connection: PoolConnection) => {
      // If either statement fails, the connection is destroyed, which also fails the statements queued on it.
      const destroyOnError = (error: unknown) => void (error && connection.destroy());
      connection.query(SESSION, destroyOnError);
      connection.query(ISOLATION, destroyOnError);
      connection.on('error', () => connection.destroy());
    });
  }

  /**
   * When the server last rejected a change because its disk was full, by `performance.now()`. Includes group commits.
   */
  get lastOutOfSpace(): number {
    return Math.max(this.ownLastOutOfSpace, this.openedMultiStatementPool?.lastOutOfSpace ?? -Infinity);
  }

  /** The use of the connections, including those for group commits. */
  get usage(): PoolUsage {
    const queues = this.raw as unknown as Record<'_allConnections' | '_freeConnections' | '_connectionQueue', Queue>;
    const groupUsage = this.openedMultiStatementPool?.usage;
    const idle = queues._freeConnections.length;
    return {
      inUse: queues._allConnections.length - idle + (groupUsage?.inUse ?? 0),
      idle: idle + (groupUsage?.idle ?? 0),
      waiting: queues._connectionQueue.length + (groupUsage?.waiting ?? 0),
    };
  }

  async acquire(): Promise<PoolConnection> {
    const limit = remaining(this.settings.acquireMs);
    return new Promise((resolve, reject) => {
      let hasTimedOut = false;
      const timer = setTimeout(() => {
        hasTimedOut = true;
        reject(new DeadlinePassed('acquire'));
      }, limit);
      this.raw.getConnection((error, connection) => {
        clearTimeout(timer);
        if (hasTimedOut) connection?.release();
        // A full queue is reported in the same way as a timeout.
        else if (error?.message === QUEUE_FULL) reject(new DeadlinePassed('acquire'));
        else if (error) reject(error);
        else resolve(connection);
      });
    });
  }

  /** Runs one prepared statement. If the deadline passes or the connection is lost, the connection is destroyed. */
  async execute(connection: PoolConnection, sql: string, values: readonly SqlValue[]): Promise<unknown> {
    return this.limited(connection, (done) => connection.execute(sql, values as SqlValue[], done));
  }

  /**
   * Runs statements that cannot be prepared: transaction control, SET, DDL. If one of several statements in a message
   * fails, the error says how many the server executed before it.
   */
  async command(connection: PoolConnection, sql: string): Promise<unknown> {
    let executed = 0;
    return this.limited(connection, (done) => {
      const query = connection.query(sql, (error: unknown, result: unknown) =>
        done(error && withExecutedCount(error, executed), result),
      );
      // The driver emits `fields` once for each executed statement, even if it returns no rows.
      query.on('fields', () => executed++);
    });
  }

  /** Sends COMMIT or ROLLBACK, even after the deadline of the transaction. */
  async conclude(connection: PoolConnection, sql: 'COMMIT' | 'ROLLBACK'): Promise<unknown> {
    return this.limited(connection, (done) => connection.query(sql, done), this.settings.statementMs);
  }

  /** Connections that take several statements in one message. Only `GroupCommit` uses them. */
  get multiStatementPool(): ConnectionPool {
    this.openedMultiStatementPool ??= new ConnectionPool(this.url, MULTIPLE_STATEMENT_CONNECTIONS, this.settings, true);
    return this.openedMultiStatementPool;
  }

  async close(): Promise<void> {
    await this.openedMultiStatementPool?.close();
    await new Promise<void>((resolve) => this.raw.end(() => resolve()));
  }

  private limited(
    connection: PoolConnection,
    send: (done: (error: unknown, result: unknown) => void) => void,
    limit = remaining(this.settings.statementMs),
  ): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        const { threadId } = connection;
        connection.destroy();
        this.kill(threadId);
        reject(new DeadlinePassed('statement'));
      }, limit);
      send((error, result) => {
        clearTimeout(timer);
        if (!error) return resolve(result);
        if (isConnectionLost(error)) connection.destroy();
        if (isOutOfSpace(error)) this.ownLastOutOfSpace = performance.now();
        reject(error);
      });
    });
  }

  /** Best effort: if the server does not respond to this either, the statement continues. */
  private kill(threadId: number | undefined): void {
    if (threadId === undefined) return;
    const connection = createConnection({ ...this.options, connectTimeout: this.settings.acquireMs });
    const timeout = setTimeout(() => connection.destroy(), 2 * this.settings.acquireMs);
    connection.on('error', () => undefined);
    connection.query(`KILL ${Number(threadId)}`, () => {
      clearTimeout(timeout);
      connection.destroy();
    });
  }
}

/** The address, credentials and TLS options of a database URL, as the driver expects them. */
export function addressOf(url: string, ca?: string) {
  const parsed = new URL(url);
  const socketPath = parsed.searchParams.get('socketPath');
  const ssl = tlsOf(parsed, ca);
  return {
    ...(socketPath ? { socketPath } : { host: parsed.hostname, port: Number(parsed.port || 3306) }),
    user: decodeURIComponent(parsed.username) || 'root',
    password: decodeURIComponent(parsed.password),
    ...(ssl && { ssl }),
  };
}

/** The schema and the server without credentials, for messages. */
export function placeOf(url: string): string {
  const address = addressOf(url);
  return `${schemaOf(url)} at ${'socketPath' in address ? address.socketPath : `${address.host}:${address.port}`}`;
}

export function schemaOf(url: string): string {
  return decodeURIComponent(new URL(url).pathname.slice(1));
}

function poolOptions(url: string, size: number, settings: PoolSettings): PoolOptions {
  return {
    ...addressOf(url, settings.ca),
    database: schemaOf(url) || undefined,
    connectionLimit: size,
    maxIdle: size,
    waitForConnections: true,
    queueLimit: 10_000,
    connectTimeout: settings.acquireMs,
    maxPreparedStatements: 200,
    charset: 'utf8mb4_bin',
    timezone: 'Z',
    // A date has no time zone, so it is read as text.
    dateStrings: ['DATE'],
    supportBigNumbers: true,
    enableKeepAlive: true,
    flags: ['FOUND_ROWS'],
  };
}

/** The smaller of the limit and the time left until the deadline of the current work. */
function remaining(limitMs: number): number {
  const deadline = currentWork()?.deadline;
  if (deadline === undefined || deadline === Infinity) return limitMs;
  const left = deadline - performance.now();
  if (left <= 0) throw new DeadlinePassed('work');
  return Math.min(limitMs, left);
}
