// A folder for the socket of a server. Only its owner can enter it, because root has no password on this socket.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

// The kernel limits the path of a socket (sun_path) to 108 bytes with the final zero, 104 on macOS.
const LONGEST_PATH = 103;
const SOCKET_NAME = 'mysqld.sock';

export function makeSocketFolder(preferred) {
  let folder = preferred;
  if (path.join(folder, SOCKET_NAME).length > LONGEST_PATH)
    folder = fs.mkdtempSync(path.join(shortTemp(), 'userkeep-'));
  fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
  fs.chmodSync(folder, 0o700);
  return { socket: path.join(folder, SOCKET_NAME), remove: () => fs.rmSync(folder, { recursive: true, force: true }) };
}

function shortTemp() {
  return os.tmpdir().length < 60 ? os.tmpdir() : '/tmp';
}
