// A folder for a server's socket, which only its owner may enter: inside it root has no password.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

// The kernel's limit for a socket's path (sun_path) is 108 with the final zero, 104 on macOS.
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
