import { RowWriter, type RowValues } from '../archive/row-format.rule';
import type { BackupConnection } from './backup-connection';

/** Large enough to compress well, and one chunk becomes one INSERT when it is restored. */
const CHUNK_BYTES = 1024 * 1024;
const READY_CHUNKS = 2;

export interface RowChunk {
  readonly content: Buffer;
  readonly items: number;
}

/**
 * The rows of a query as chunks. The connection is paused while chunks wait to be taken, so the memory does not depend
 * on the number of rows. Values are the bytes that the server sends.
 */
export async function* rowChunks(
  connection: BackupConnection,
  sql: string,
  chunkBytes = CHUNK_BYTES,
): AsyncGenerator<RowChunk> {
  const writer = new RowWriter();
  const ready: RowChunk[] = [];
  let end: { error?: Error } | undefined;
  let wake = () => {};
  const { raw } = connection;
  const query = raw.query({ sql: Buffer.from(sql).toString('latin1'), rowsAsArray: true, typeCast: false });
  query.on('result', (row) => {
    writer.add(row as unknown as RowValues);
    if (writer.length < chunkBytes) return;
    ready.push(writer.take());
    if (ready.length >= READY_CHUNKS) raw.pause();
    wake();
  });
  query.on('error', (error) => {
    end ??= { error };
    wake();
  });
  query.on('end', () => {
    end ??= {};
    wake();
  });
  try {
    for (;;) {
      const chunk = ready.shift();
      if (chunk) {
        yield chunk;
        if (ready.length < READY_CHUNKS) raw.resume();
      } else if (end) {
        if (end.error) throw end.error;
        if (writer.rows > 0) yield writer.take();
        return;
      } else {
        await new Promise<void>((resolve) => (wake = resolve));
      }
    }
  } finally {
    // A query that was not read to its end would block the connection.
    if (!end) connection.destroy();
  }
}
