import { fork, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { createConnection, type Connection } from 'mysql2/promise';
import { addressOf, type SqlValue } from '@platform/persistence/connection-pool';

const KEEPER = join(__dirname, '../../../scripts/lib/test/keep-server.mjs');
/** The product's own account: unlike root it is bound by read_only and by max_connections. */
const USER = { name: 'product', password: 'of-the-tests' };

const DEFAULT_CONNECTIONS = 151;
const FEW_CONNECTIONS = 10;

interface Options {
  /** Such as `--innodb-flush-log-at-trx-commit=0`. */
  readonly settings?: readonly string[];
  readonly maxConnections?: number;
  /** Puts the data on a disk of this size. */
  readonly diskBytes?: number;
}

/** A database server that a test may kill, stop and start again on the same data. */
export class DatabaseServer {
  static readonly schema = 'userkeep';
  private keeper: ChildProcess | undefined;
  private complaints = '';
  private isRunning = false;
  private address = '';
  private root: Promise<Connection> | undefined;
  private readonly takenPlaces: Connection[] = [];
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
    // MySQL lets nobody in over TCP without TLS whom it has not seen on a safer way before.
    (await createConnection(addressOf(server.url))).destroy();
    return server;
  }

  /** For the product. */
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

  /** On the data as they lie there; resolves once the server answers. */
  async begin(): Promise<void> {
    if (this.keeper) this.keeper.send('again');
    else this.keeper = this.hireKeeper();
    const { pid, url } = (await this.nextWord(this.keeper)) as { pid: number; url: string };
    this.isRunning = true;
    this.pid = pid;
    this.address = url;
  }

  private hireKeeper(): ChildProcess {
    const { settings = [], maxConnections = DEFAULT_CONNECTIONS, diskBytes } = this.options;
    const options = JSON.stringify({ settings: [...QUICK_START(), ...settings], maxConnections, diskBytes });
    const keeper = fork(KEEPER, [kind(), this.home, options], {
      execArgv: [],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    keeper.stderr?.on('data', (chunk) => (this.complaints += String(chunk)));
    return keeper;
  }

  /** SIGKILL, the default, is what a crash of the server is to its data. */
  async end(signal: 'SIGKILL' | 'SIGTERM' = 'SIGKILL'): Promise<void> {
    const { keeper } = this;
    if (!keeper || !this.isRunning) return;
    this.isRunning = false;
    await this.leave();
    const gone = this.nextWord(keeper);
    process.kill(this.pid, signal);
    await gone;
  }

  private async nextWord(keeper: ChildProcess): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const left = () => reject(new Error(`The keeper of the database server left: ${this.complaints}`));
      keeper.once('exit', left);
      keeper.once('message', (word) => {
        keeper.off('exit', left);
        resolve(word);
      });
    });
  }

  /** SIGSTOP: every connection stays open and nothing answers, as with a hanging disk or a lost network. */
  freeze(): void {
    process.kill(this.pid, 'SIGSTOP');
  }

  thaw(): void {
    process.kill(this.pid, 'SIGCONT');
  }

  /** The product's connections are ended, and others take every place before it can come back. */
  async takeAllConnections(): Promise<void> {
    await this.query(`SET GLOBAL max_connections = ${FEW_CONNECTIONS}`);
    await this.endProductsConnections();
    const take = () => createConnection(addressOf(this.url)).catch(() => undefined);
    // The product is quick to come back, so its new connections are ended until strangers have every place.
    while (this.takenPlaces.length < FEW_CONNECTIONS - 1) {
      const place = await take();
      if (place) this.takenPlaces.push(place);
      else await this.endProductsConnections();
    }
    await this.endProductsConnections();
  }

  async giveConnectionsBack(): Promise<void> {
    await this.query(`SET GLOBAL max_connections = ${this.options.maxConnections ?? DEFAULT_CONNECTIONS}`);
    for (const place of this.takenPlaces.splice(0)) place.destroy();
  }

  private async endProductsConnections(): Promise<void> {
    const own = this.takenPlaces.map(({ threadId }) => threadId);
    for (const { Id, User } of await this.query<{ Id: number; User: string }>('SHOW PROCESSLIST')) {
      if (User === USER.name && !own.includes(Id)) await this.query(`KILL ${Id}`).catch(() => undefined);
    }
  }

  /** Another file takes what is left, as a log that nobody rotates would. */
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

  /** As root, past the product, on a connection that is kept: comparing asks a hundred times a round. */
  async query<T = Record<string, any>>(sql: string, values: readonly SqlValue[] = []): Promise<T[]> {
    this.root ??= createConnection({ ...addressOf(this.address), timezone: 'Z' });
    const [rows] = await (await this.root).query(sql, [...values]);
    return rows as T[];
  }

  private async leave(): Promise<void> {
    const root = await this.root?.catch(() => undefined);
    this.root = undefined;
    root?.destroy();
  }

  /**
   * Claims of a node that died are good for 15 s, and others wait 5 s for its sign of life; sign-ins that died with it
   * count as guesses for a quarter of an hour. Where a test knows that it is dead, it puts these clocks forward instead
   * of waiting.
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
    if (this.keeper?.connected) this.keeper.disconnect();
    rmSync(this.home, { recursive: true, force: true });
  }
}

/** Small redo logs, so that copies and recoveries are quick; and a start without O_DIRECT, which flushes all the same. */
const QUICK_START = () =>
  kind() === 'mysql'
    ? ['--innodb-redo-log-capacity=32M', '--innodb-flush-method=fsync']
    : ['--innodb-log-file-size=32M'];

function kind(): 'mariadb' | 'mysql' {
  return process.env.TEST_SERVER === 'mysql' ? 'mysql' : 'mariadb';
}
