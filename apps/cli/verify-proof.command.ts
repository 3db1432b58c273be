import type { Command } from 'commander';
import { HeadsUnusable, ProofInvalid, readLogKeys, verifyProof } from '@features/audit';
import type { CommandLine } from './command-line';
import { CommandRefused } from './command-refused';
import { counted } from '@platform/text/counted.rule';
import { readDocument } from './read-document';

/** Adds `userkeep verify proof`. */
export function addVerifyProof(verify: Command, line: CommandLine): void {
  verify
    .command('proof')
    .argument('<file>', 'the .tlog-proof file of an entry of the audit log')
    .option('--keys <file>', 'the keys of the log and of witnesses that you saved earlier')
    .description('verify that the audit log contains an entry')
    .action(async (file: string, { keys }: { keys?: string }) => {
      try {
        const known = keys === undefined ? [] : await readLogKeys(keys);
        const { entry, position, origin, size, signatures } = verifyProof(await readDocument(file), known);
        const { id, at, type, actorKind, actorId, subjectId, facts } = entry;
        line.print(`The audit log ${origin} contains this entry at position ${position} of ${counted(size)}:`);
        line.print(JSON.stringify({ id, at, type, actorKind, actorId, subjectId, facts }));
        // The keys of a log have the same name.
        const sentences = new Set(signatures.map(({ key, signedAt }) => sentenceAbout(key.name, signedAt)));
        for (const sentence of sentences) line.print(sentence);
        if (signatures.length === 0)
          line.remark('No signatures were verified. Use --keys with the keys that you saved earlier.');
      } catch (error) {
        if (error instanceof ProofInvalid || error instanceof HeadsUnusable) throw new CommandRefused(error.message);
        throw error;
      }
    });
}

function sentenceAbout(name: string, signedAt: number | undefined): string {
  const when = signedAt === undefined ? '' : `, at ${new Date(signedAt * 1000).toISOString()}`;
  return `The checkpoint is signed by ${name}${when}.`;
}
