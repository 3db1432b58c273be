import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { parseVerifierKey, type VerifierKey } from '@platform/transparency-log/signed-note.rule';
import { Witness } from '@platform/transparency-log/witness/witness';
import { WitnessFolderUnusable } from '@platform/transparency-log/witness/witness-key';
import { WitnessServer } from '@platform/transparency-log/witness/witness-server';
import { WitnessState } from '@platform/transparency-log/witness/witness-state';
import { stopOnSignal } from '@platform/process/stop-on-signal';
import type { CommandLine } from './command-line';
import { CommandRefused } from './command-refused';

interface WitnessOptions {
  readonly folder: string;
  readonly log: readonly string[];
  readonly name?: string;
  readonly host: string;
  readonly port: string;
}

export function addWitnessCommand(program: Command, line: CommandLine): void {
  program
    .command('witness')
    .description('run a witness that cosigns the checkpoints of append-only logs; requires no database')
    .requiredOption('--folder <folder>', 'the folder of the witness, which the first start creates with a new key')
    .requiredOption('--log <key or file...>', 'verifier keys of logs, or files with one per line')
    .option('--name <name>', 'the name of a new witness (default: the host name)')
    .option('--host <address>', 'the address to listen on', '127.0.0.1')
    .option('--port <port>', 'the port to listen on; 0 chooses a free one', '7070')
    .action((options: WitnessOptions) => runWitness(options, line));
}

/** Ends only with the process. */
async function runWitness({ folder, log, name, host, port }: WitnessOptions, line: CommandLine): Promise<void> {
  const logs = log.flatMap(logKeys);
  if (logs.length === 0) throw new CommandRefused('The files of --log contain no verifier key.');
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) throw new CommandRefused(`${port} is not a port.`);
  const state = await WitnessState.open(folder, name).catch(asRefusal);
  const witness = new Witness(state, logs, (sentence) => line.complain(sentence));
  const origins = [...new Set(logs.map((key) => key.name))];
  for (const origin of origins) {
    const newest = await witness.newest(origin).catch(asRefusal);
    line.print(`Log: ${origin}, ${newest ? `cosigned up to size ${newest.checkpoint.size}` : 'not cosigned yet'}`);
  }
  const server = await WitnessServer.start(witness, { host, port: Number(port), complain: line.complain }).catch(
    (error: NodeJS.ErrnoException) => {
      throw new CommandRefused(`The witness cannot listen on ${host}, port ${port} (${error.code}).`);
    },
  );
  stopOnSignal(() => server.stop());
  line.print(`Verifier key: ${witness.verifierKey}`);
  line.print(`Address: ${server.url}`);
  await new Promise<never>(() => undefined);
}

function logKeys(keyOrFile: string): VerifierKey[] {
  const key = parseVerifierKey(keyOrFile);
  const lines = key ? [keyOrFile] : linesIn(keyOrFile);
  return lines.map((text) => {
    const parsed = parseVerifierKey(text);
    if (parsed?.type !== 'log') throw new CommandRefused(`${text} is not the verifier key of a log.`);
    return parsed;
  });
}

function linesIn(file: string): string[] {
  try {
    const lines = readFileSync(file, 'utf8').split('\n');
    return lines.map((text) => text.trim()).filter((text) => text !== '');
  } catch {
    throw new CommandRefused(`${file} is neither the verifier key of a log nor a file that can be read.`);
  }
}

function asRefusal(error: NodeJS.ErrnoException): never {
  if (error instanceof WitnessFolderUnusable) throw new CommandRefused(error.message);
  throw error.code ? new CommandRefused(`The folder of the witness cannot be used: ${error.message}.`) : error;
}
