import { fork, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { createConnection, type Connection } from 'mysql2/promise';
import { addressOf, type SqlValue } from '@platform/persistence/connection-pool';

const SUPERVISOR = join(__dirname, '../../../scripts/lib/test/keep-server.mjs');
/** The product's own database account, because root is exempt from read_only and max_connections. */
const USER = { name: 'product', password: 'of-the-tests' };

const DEFAULT_CONNECTIONS = 151;
const FEW_CONNECTIONS = 10;

interface Started {
  readonly pid: number;
  readonly url: string;
  /** The log of the server before, if it ended by itself. */
  readonly endedWith?: string;
}

interface Options {
  /** Such as `--innodb-flush-log-at-trx-commit=0`. */
  readonly settings?: readonly string[];
  readonly maxConnections?: number;
  /** Puts the data on a filesystem of this size. */
  readonly diskBytes?: number;
}

/** A database server that a test can kill, stop and start again on the same data. */
export class DatabaseServer {
  static readonly schema = 'userkeep';
  private supervisor: ChildProcess | undefined;
  private supervisorErrors = '';
  private isRunning = false;
  private address = '';
  private root: Promise<Connection> | undefined;
  private readonly occupiedConnections: Connection[] = [];
  pid = 0;

  private constructor(
    readonly home: string,
    private readonly options: Options,
  ) {}

  static async start(options: Options = {}): Promise<DatabaseServer> {
    const workspace = process.env.TEST_DISK;
    if (!workspace) throw new Error('TEST_DISK is not set; run the tests with `npm test`.');
    const server = new DatabaseServer(join(workspace, 'servers', randomBytes(4).toString('hex')), options);
    await server.begin();
    for (const schema of [DatabaseServer.schema, `${DatabaseServer.schema}_keys`]) {
      await server.query(`CREATE DATABASE ${schema} CHARACTER SET utf8mb4`);
    }
    await server.query(`CREATE USER '${USER.name}'@'localhost' IDENTIFIED BY '${USER.password}'`);
    await server.query(`GRANT ALL ON \`${DatabaseServer.schema}%\`.* TO '${USER.name}'@'localhost'`);
    // MySQL accepts an account over TCP without TLS only after its first sign-in over a secure connection.
    (await createConnection(addressOf(server.url))).destroy();
    return server;
  }

  /** The URL for the product. */
  get url(): string {
    const url = new URL(this.address);
    url.username = USER.name;
    url.password = USER.password;
    url.pathname = `/${DatabaseServer.schema}`;
    return url.toString();
  }

  get socket(): string {
    return new URL(this.address).searchParams.get('socketPath') as string;
  }

  /** Starts the server on its existing data. Resolves once it accepts connections. */
  async begin(): Promise<void> {
    if (this.supervisor) this.supervisor.send('begin');
    else this.supervisor = this.startSupervisor();
    await this.untilRunning(true);
  }

  private startSupervisor(): ChildProcess {
    const { settings = [], maxConnections = DEFAULT_CONNECTIONS, diskBytes } = this.options;
    const options = JSON.stringify({ settings: [...QUICK_START(), ...settings], maxConnections, diskBytes });
    const supervisor = fork(SUPERVISOR, [kind(), this.home, options], {
      execArgv: [],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    supervisor.stderr?.on('data', (chunk) => (this.supervisorErrors += String(chunk)));
    supervisor.on('message', (message: Started | 'ended') => this.note(message));
    return supervisor;
  }

  private note(message: Started | 'ended'): void {
    this.isRunning = message !== 'ended';
    if (message === 'ended') return;
    this.pid = message.pid;
    this.address = message.url;
    if (message.endedWith === undefined) return;
    console.warn(`The database server ended by itself and was started again. Its log: ${message.endedWith}`);
    void this.disconnectRoot();
  }

  /** SIGKILL, the default, leaves the data as a crash of the server would. */
  async end(signal: 'SIGKILL' | 'SIGTERM' = 'SIGKILL'): Promise<void> {
    if (!this.supervisor || !this.isRunning) return;
    await this.disconnectRoot();
    this.supervisor.send(signal);
    await this.untilRunning(false);
  }

  private async untilRunning(isRunning: boolean): Promise<void> {
    const supervisor = this.supervisor as ChildProcess;
    while (this.isRunning !== isRunning) {
      if (supervisor.exitCode !== null || supervisor.signalCode !== null)
        throw new Error(`The process that keeps the database server exited: ${this.supervisorErrors}`);
      const changed = new AbortController();
      await Promise.race(['message', 'exit'].map((name) => once(supervisor, name, changed)));
      changed.abort();
    }
  }

  /** SIGSTOP: every connection stays open and the server does not answer, as with a hanging disk or a lost network. */
  freeze(): void {
    process.kill(this.pid, 'SIGSTOP');
  }

  thaw(): void {
    process.kill(this.pid, 'SIGCONT');
  }

  /** Ends the product's connections and occupies every connection before the product can reconnect. */
  async takeAllConnections(): Promise<void> {
    await this.query(`SET GLOBAL max_connections = ${FEW_CONNECTIONS}`);
    await this.endProductConnections();
    const take = () => createConnection(addressOf(this.url)).catch(() => undefined);
    // The product reconnects quickly, so its new connections are ended until the test has them all.
    while (this.occupiedConnections.length < FEW_CONNECTIONS - 1) {
      const connection = await take();
      if (connection) this.occupiedConnections.push(connection);
      else await this.endProductConnections();
    }
    await this.endProductConnections();
  }

  async releaseConnections(): Promise<void> {
    await this.query(`SET GLOBAL max_connections = ${this.options.maxConnections ?? DEFAULT_CONNECTIONS}`);
    for (const connection of this.occupiedConnections.splice(0)) connection.destroy();
  }

  private async endProductConnections(): Promise<void> {
    const own = this.occupiedConnections.map(({ threadId }) => threadId);
    for (const { Id, User } of await this.query<{ Id: number; User: string }>('SHOW PROCESSLIST')) {
      if (User === USER.name && !own.includes(Id)) await this.query(`KILL ${Id}`).catch(() => undefined);
    }
  }

  /** Fills the disk with another file, as a log without rotation would. */
  fillDisk(): void {
    const file = openSync(this.filler, 'w');
    const block = Buffer.alloc(1024 ** 2);
    try {
      for (;;) writeSync(file, block);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
    } finally {
      closeSync(file);
    }
  }

  freeDisk(): void {
    rmSync(this.filler);
  }

  private get filler(): string {
    return `/proc/${this.pid}/root${join(this.home, 'database.disk', 'filler')}`;
  }

  /** Queries as root. The connection is kept, because a comparison needs a hundred queries a round. */
  async query<T = Record<string, any>>(sql: string, values: readonly SqlValue[] = []): Promise<T[]> {
    this.root ??= createConnection({ ...addressOf(this.address), timezone: 'Z' });
    const [rows] = await (await this.root).query(sql, [...values]);
    return rows as T[];
  }

  private async disconnectRoot(): Promise<void> {
    const root = await this.root?.catch(() => undefined);
    this.root = undefined;
    root?.destroy();
  }

  /**
   * After a node was killed, its claims stay valid for 15 s, the other nodes wait 5 s for its heartbeat, and its running
   * sign-ins count as failed attempts for 15 minutes. A test that knows that the node is dead moves these times forward
   * instead of waiting.
   */
  async passTime(): Promise<void> {
    const { schema } = DatabaseServer;
    await this.query(
      `UPDATE ${schema}.platform_idempotency SET running_until = UTC_TIMESTAMP(3) - INTERVAL 1 SECOND WHERE answer IS NULL`,
    );
    await this.query(`UPDATE ${schema}.platform_node SET seen_at = seen_at - INTERVAL 1 MINUTE`);
    await this.query(`UPDATE ${schema}.auth_attempt SET ends_at = LEAST(ends_at, UTC_TIMESTAMP(3))`);
  }

  async remove(): Promise<void> {
    await this.end();
    if (this.supervisor?.connected) this.supervisor.disconnect();
    rmSync(this.home, { recursive: true, force: true });
  }
}

/** Small redo logs make recoveries quick, and fsync, which flushes as O_DIRECT does, makes the start quick. */
const QUICK_START = () =>
  kind() === 'mysql'
    ? ['--innodb-redo-log-capacity=32M', '--innodb-flush-method=fsync']
    : ['--innodb-log-file-size=32M'];

function kind(): 'mariadb' | 'mysql' {
  return process.env.TEST_SERVER === 'mysql' ? 'mysql' : 'mariadb';
}
