import { createServer, connect, type AddressInfo, type Server, type Socket } from 'node:net';

/** Where the connection breaks: the server never sees the COMMIT, or its answer never arrives. */
export type Cut = 'before' | 'after';

const HEADER = 4;
const COM_QUERY = 0x03;
const COMMIT = Buffer.from('COMMIT');

/** Stands between product and database and knows of the protocol where a packet begins, and what a COMMIT looks like. */
export class CommitCutter {
  /** How many were cut. */
  cuts = 0;
  private next: Cut | undefined;
  private readonly open = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    private readonly databaseSocket: string,
  ) {
    server.on('connection', (client) => this.join(client));
  }

  static async start(databaseSocket: string): Promise<CommitCutter> {
    const server = createServer();
    const cutter = new CommitCutter(server, databaseSocket);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return cutter;
  }

  /** The same database, by way of here. */
  through(databaseUrl: string): string {
    const url = new URL(databaseUrl);
    url.searchParams.delete('socketPath');
    url.hostname = '127.0.0.1';
    url.port = String((this.server.address() as AddressInfo).port);
    return url.toString();
  }

  cutNext(cut: Cut): void {
    this.next = cut;
  }

  async stop(): Promise<void> {
    for (const socket of this.open) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private join(client: Socket): void {
    const database = connect(this.databaseSocket);
    let waiting = Buffer.alloc(0);
    let isMute = false;
    const hangUp = () => {
      client.destroy();
      database.destroy();
    };
    for (const socket of [client, database]) {
      this.open.add(socket);
      socket.on('error', hangUp).on('close', () => {
        this.open.delete(socket);
        hangUp();
      });
    }
    database.on('data', (data) => {
      if (!isMute) return void client.write(data);
      // This is the answer to the COMMIT: it has been given, and nobody hears it.
      hangUp();
    });
    client.on('data', (data) => {
      waiting = Buffer.concat([waiting, data]);
      while (waiting.length >= HEADER && waiting.length >= HEADER + waiting.readUIntLE(0, 3)) {
        const packet = waiting.subarray(0, HEADER + waiting.readUIntLE(0, 3));
        waiting = waiting.subarray(packet.length);
        const cut = isCommit(packet) ? this.take() : undefined;
        if (cut === 'before') return hangUp();
        if (cut === 'after') isMute = true;
        database.write(packet);
      }
    });
  }

  private take(): Cut | undefined {
    const cut = this.next;
    this.next = undefined;
    if (cut) this.cuts++;
    return cut;
  }
}

function isCommit(packet: Buffer): boolean {
  // Between command and text there may be query attributes; a COMMIT inside a longer statement ends otherwise.
  return packet[HEADER] === COM_QUERY && packet.length < HEADER + 16 && packet.subarray(-COMMIT.length).equals(COMMIT);
}
