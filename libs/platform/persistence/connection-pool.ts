import { createConnection, createPool, type Pool, type PoolConnection, type PoolOptions } from 'mysql2';
import { currentWork } from '@platform/context/work-context';
import { DeadlinePassed, isConnectionLost, isOutOfSpace, noteCarriedOut } from './failures';
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
  /** Units of work that wait for a connection. */
  readonly waiting: number;
}

/** The driver does not expose the length of its queues. */
interface Queue {
  readonly length: number;
}

/** Set on every connection, so that a server's own defaults never decide what is stored or seen. */
const SESSION =
  "SET SESSION sql_mode = 'STRICT_ALL_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION', " +
  "time_zone = '+00:00', innodb_lock_wait_timeout = 1";
/** Values are written in already, see sql-text.rule.ts: the driver need not look for places. */
const SEVERAL = { multipleStatements: true, queryFormat: (sql: string) => sql };
/** The driver says this without a code. */
const QUEUE_FULL = 'Queue limit reached.';
/** For groups of units, and a few for messages that go by themselves. */
const LANES = 6;
const ISOLATION = 'SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED';

/**
 * mysql2's pool with deadlines. The driver waits indefinitely for a connection to a hanging server, and its query
 * timeout does not stop the statement on the server. This pool ends both and kills the statement.
 */
export class ConnectionPool {
  readonly raw: Pool;
  private readonly options: PoolOptions;
  private groupLanes: ConnectionPool | undefined;
  private ownLastOutOfSpace = -Infinity;

  constructor(
    private readonly url: string,
    size: number,
    private readonly settings: PoolSettings,
    several = false,
  ) {
    this.options = { ...poolOptions(url, size, settings), ...(several && SEVERAL) };
    this.raw = createPool(this.options);
    this.raw.on('connection', (connection: PoolConnection) => {
      // A connection on which they failed is destroyed, which also fails the statements that wait for it.
      const orElse = (error: unknown) => void (error && connection.destroy());
      connection.query(SESSION, orElse);
      connection.query(ISOLATION, orElse);
      connection.on('error', () => connection.destroy());
    });
  }

  /** When a change was last refused because the server's disk is full, by `performance.now()`; a group's as well. */
  get lastOutOfSpace(): number {
    return Math.max(this.ownLastOutOfSpace, this.groupLanes?.lastOutOfSpace ?? -Infinity);
  }

  /** How the connections are used, those for groups of units included. */
  get usage(): PoolUsage {
    const queues = this.raw as unknown as Record<'_allConnections' | '_freeConnections' | '_connectionQueue', Queue>;
    const groups = this.groupLanes?.usage;
    const idle = queues._freeConnections.length;
    return {
      inUse: queues._allConnections.length - idle + (groups?.inUse ?? 0),
      idle: idle + (groups?.idle ?? 0),
      waiting: queues._connectionQueue.length + (groups?.waiting ?? 0),
    };
  }

  async acquire(): Promise<PoolConnection> {
    const limit = remaining(this.settings.acquireMs);
    return new Promise((resolve, reject) => {
      let late = false;
      const timer = setTimeout(() => {
        late = true;
        reject(new DeadlinePassed('acquire'));
      }, limit);
      this.raw.getConnection((error, connection) => {
        clearTimeout(timer);
        if (late) connection?.release();
        // Too many wait already: as good as having waited in vain.
        else if (error?.message === QUEUE_FULL) reject(new DeadlinePassed('acquire'));
        else if (error) reject(error);
        else resolve(connection);
      });
    });
  }

  /** Runs one prepared statement. On a passed deadline or a lost connection the connection is thrown away. */
  async execute(connection: PoolConnection, sql: string, values: readonly SqlValue[]): Promise<unknown> {
    return this.limited(connection, (done) => connection.execute(sql, values as SqlValue[], done));
  }

  /**
   * Runs statements that cannot be prepared: transaction control, SET, DDL. Of several in one message, the error of the
   * one that failed says how many the server had carried out before it.
   */
  async command(connection: PoolConnection, sql: string): Promise<unknown> {
    let carriedOut = 0;
    return this.limited(connection, (done) => {
      const query = connection.query(sql, (error: unknown, result: unknown) =>
        done(error && noteCarriedOut(error, carriedOut), result),
      );
      // Once for each statement that was answered, also for one without rows.
      query.on('fields', () => carriedOut++);
    });
  }

  /** COMMIT and ROLLBACK, which are sent even after the deadline of the transaction. */
  async conclude(connection: PoolConnection, sql: 'COMMIT' | 'ROLLBACK'): Promise<unknown> {
    return this.limited(connection, (done) => connection.query(sql, done), this.settings.statementMs);
  }

  /** Connections that take several statements in one message. Only `GroupCommit` uses them. */
  get lanes(): ConnectionPool {
    this.groupLanes ??= new ConnectionPool(this.url, LANES, this.settings, true);
    return this.groupLanes;
  }

  async close(): Promise<void> {
    await this.groupLanes?.close();
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

  /** Best effort: when the server does not answer this either, there is nothing more to be done from here. */
  private kill(threadId: number | undefined): void {
    if (threadId === undefined) return;
    const connection = createConnection({ ...this.options, connectTimeout: this.settings.acquireMs });
    const removeAllFor = setTimeout(() => connection.destroy(), 2 * this.settings.acquireMs);
    connection.on('error', () => undefined);
    connection.query(`KILL ${Number(threadId)}`, () => {
      clearTimeout(removeAllFor);
      connection.destroy();
    });
  }
}

/** Where a database is, who asks, and how the connection is encrypted, out of the URL an operator gave. */
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
    // A day has no time zone, so it stays text.
    dateStrings: ['DATE'],
    supportBigNumbers: true,
    enableKeepAlive: true,
    flags: ['FOUND_ROWS'],
  };
}

/** The smaller of a limit and what is left of the current work's own deadline. */
function remaining(limitMs: number): number {
  const deadline = currentWork()?.deadline;
  if (deadline === undefined || deadline === Infinity) return limitMs;
  const left = deadline - performance.now();
  if (left <= 0) throw new DeadlinePassed('work');
  return Math.min(limitMs, left);
}
