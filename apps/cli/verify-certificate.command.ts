import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { canonicalJson } from '@platform/signed-documents/canonical-json.rule';
import { isSignatureValid } from '@platform/signed-documents/signature.rule';
import type { CommandLine } from './command-line';
import { CommandRefused } from './command-refused';

const KEYS_PATH = '/.well-known/userkeep-document-keys.json';

interface SignedCertificate {
  readonly certificate: { readonly userId: string; readonly erasedAt: string; readonly issuer: string };
  readonly signature: { readonly keyId: string; readonly publicKey: string; readonly signature: string };
}

export function addVerifyCertificateCommand(program: Command, line: CommandLine): void {
  verifyCommandIn(program)
    .command('certificate')
    .argument('<file>', 'the response of GET /v1/admin/erasures/{id}/certificate')
    .option('--keys <file>', `the response of GET ${KEYS_PATH}, saved from the installation`)
    .description('verify the certificate of an erasure, without a database or a connection')
    .action(async (file: string, { keys }: { keys?: string }) => {
      const { certificate, signature } = await readCertificate(file);
      if (!isSignatureValid('erasure-certificate', canonicalJson(certificate), signature))
        throw new CommandRefused('The certificate is not valid: it was changed after it was signed.');
      if (keys !== undefined && !(await readKeys(keys)).includes(signature.publicKey))
        throw new CommandRefused(`The certificate is signed with the key ${signature.keyId}, which is not in ${keys}.`);
      line.print(`The certificate is valid. The user ${certificate.userId} was erased at ${certificate.erasedAt}.`);
      if (keys === undefined)
        line.remark(
          `It is signed with the key ${signature.publicKey}. Use --keys to check that this is a key of ${certificate.issuer}.`,
        );
    });
}

/** Other documents have a subcommand of the same command. */
function verifyCommandIn(program: Command): Command {
  const existing = program.commands.find((command) => command.name() === 'verify');
  return existing ?? program.command('verify').description('verify signed documents');
}

async function readCertificate(file: string): Promise<SignedCertificate> {
  const { certificate, signature } = (await readJson(file)) as Partial<SignedCertificate>;
  const isSigned = typeof signature?.publicKey === 'string' && typeof signature.signature === 'string';
  if (typeof certificate?.userId !== 'string' || !isSigned)
    throw new CommandRefused(`${file} is not a certificate of an erasure.`);
  return { certificate, signature };
}

async function readKeys(file: string): Promise<string[]> {
  const { keys } = (await readJson(file)) as { keys?: readonly { publicKey: string }[] };
  if (!Array.isArray(keys)) throw new CommandRefused(`${file} contains no keys.`);
  return keys.map(({ publicKey }) => publicKey);
}

async function readJson(file: string): Promise<object> {
  try {
    const value: unknown = JSON.parse(await readFile(file, 'utf8'));
    return typeof value === 'object' && value !== null ? value : {};
  } catch (error) {
    if (error instanceof SyntaxError) throw new CommandRefused(`${file} is not JSON.`);
    throw new CommandRefused(`${file} cannot be read (${(error as NodeJS.ErrnoException).code}).`);
  }
}
