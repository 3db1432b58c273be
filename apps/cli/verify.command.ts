import type { Command } from 'commander';
import type { CommandLine } from './command-line';
import { addVerifyCertificate } from './verify-certificate.command';
import { addVerifyExport } from './verify-export.command';
import { addVerifyProof } from './verify-proof.command';
import { addVerifyReceipt } from './verify-receipt.command';

export function addVerifyCommand(program: Command, line: CommandLine): void {
  const verify = program.command('verify').description('verify signed documents, without a database');
  addVerifyExport(verify, line);
  addVerifyCertificate(verify, line);
  addVerifyReceipt(verify, line);
  addVerifyProof(verify, line);
}
