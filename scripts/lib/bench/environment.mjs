// The environment of a benchmark: a database on disk, a mail server, the client, and the builds that are measured.
import fs from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { startOverTcp } from './database.mjs';
import { createInstallation } from './installation.mjs';
import { root } from '../paths.mjs';
import { canPin, pin, startProgram, startServer } from './programs.mjs';

const folder = path.join(root, 'scripts', 'lib', 'bench');

/** The server under test gets the last core; client and database share the others. */
const SERVER_CORE = availableParallelism() - 1;

/** `schemas` has a name for each build that is installed. */
export async function openEnvironment({
  step,
  node,
  home,
  kinds,
  undo,
  schemas,
  pinned = canPin && SERVER_CORE > 0,
  bufferPool = '128M',
}) {
  fs.rmSync(home, { recursive: true, force: true });
  fs.mkdirSync(home, { recursive: true });
  undo.push(() => fs.rmSync(home, { recursive: true, force: true, maxRetries: 5 }));
  const both = schemas.flatMap((schema) => [schema, `${schema}_keys`]);
  const database = await startOverTcp(step, { home, kinds, schemas: both, maxConnections: 200, bufferPool });
  undo.push(database.stop);
  const others = pinned ? `0-${SERVER_CORE - 1}` : undefined;
  if (pinned) pin(database.pid, others);
  const core = pinned ? SERVER_CORE : undefined;
  const keep = (program) => {
    undo.push(program.stop);
    return program;
  };
  const mails = keep(await startServer(node, path.join(folder, 'mail-sink.mjs'), { core: others }));
  return {
    database,
    pinned,
    /** Prepares a checkout to run on its schema, with separate keys and files. */
    install(checkout, schema) {
      return createInstallation(checkout, { node, database, schema, mailUrl: mails.url, home, core, keep });
    },
    /** The CPU µs of a cheap hash alone, on the server's core, to be subtracted from the cost of a sign-in. */
    async costOfCheapHash() {
      const hashing = await startProgram(node, path.join(folder, 'hash-cost.mjs'), { core });
      const { cpuUs } = await hashing.request({ seconds: 5 });
      await hashing.stop();
      return cpuUs;
    },
    async startClient() {
      return keep(await startProgram(node, path.join(folder, 'load.mjs'), { core: others }));
    },
  };
}
