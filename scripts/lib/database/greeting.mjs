// Reads the greeting of a database server. MySQL and MariaDB send it first, so this needs no driver or password.
import net from 'node:net';

/** Resolves to { version, kind } from the greeting; rejects if there is none within `timeoutMs`. */
export function greetingOf(target, timeoutMs = 5000) {
  return new Promise((resolve, reject) => {
    const socket = net.connect(target);
    let received = Buffer.alloc(0);
    const fail = (error) => {
      socket.destroy();
      reject(error);
    };
    socket.setTimeout(timeoutMs, () => fail(new Error('no answer')));
    socket.on('error', fail);
    socket.on('close', () => reject(new Error('the server closed the connection')));
    socket.on('data', (data) => {
      received = Buffer.concat([received, data]);
      if (received.length < 6) return;
      if (received[4] !== 10)
        return fail(new Error('the server does not speak the MySQL protocol, or refuses connections'));
      const end = received.indexOf(0, 5);
      if (end === -1) return;
      const version = received.toString('latin1', 5, end);
      socket.removeAllListeners('close');
      socket.destroy();
      resolve({ version, kind: /mariadb/i.test(version) ? 'mariadb' : 'mysql' });
    });
  });
}

/** The host and port, or the socket, of a database URL. */
export function targetOf(databaseUrl) {
  const url = new URL(databaseUrl);
  const socketPath = url.searchParams.get('socketPath');
  const host = url.hostname.replace(/^\[|\]$/g, '') || 'localhost';
  return socketPath ? { path: socketPath } : { host, port: Number(url.port || 3306) };
}
