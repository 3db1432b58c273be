/** The text of one event of the stream. `data` is JSON, which contains no line breaks. */
export function frameText(id: number, kind: string, data: string): string {
  return `id: ${id}\nevent: ${kind}\ndata: ${data}\n\n`;
}

/** Moves the position of the client without an event: a block without `data` only sets the last event ID. */
export function positionText(id: number): string {
  return `id: ${id}\n\n`;
}

/** Tells the client to connect again after this time, which another node can then serve. */
export function drainText(retryMs: number): string {
  return `retry: ${retryMs}\nevent: drain\ndata: {}\n\n`;
}

/** A comment, which clients ignore. It shows proxies and clients that the connection is alive. */
export const HEARTBEAT = ':\n\n';

/** How long clients wait before they connect again, unless an event says otherwise. */
export const BEGIN = 'retry: 2000\n\n';
