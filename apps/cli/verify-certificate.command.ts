import type { Command } from 'commander';
import { canonicalJson } from '@platform/signed-documents/canonical-json.rule';
import { isSignatureValid } from '@platform/signed-documents/signature.rule';
import { isJsonObject } from '@platform/text/json-object.rule';
import type { CommandLine } from './command-line';
import { CommandRefused } from './command-refused';
import { checkSigner } from './document-signer';
import { readDocument } from './read-document';

interface SignedCertificate {
  readonly certificate: { readonly userId: string; readonly erasedAt: string };
  readonly signature: { readonly keyId: string; readonly publicKey: string; readonly signature: string };
}

/** Adds `userkeep verify certificate`. */
export function addVerifyCertificate(verify: Command, line: CommandLine): void {
  verify
    .command('certificate')
    .argument('<file>', 'the response of GET /v1/admin/erasures/{id}/certificate')
    .option('--keys <file or URL>', 'the keys of your installation, /.well-known/userkeep-document-keys.json')
    .description('verify the certificate of an erasure')
    .action(async (file: string, { keys }: { keys?: string }) => {
      const { certificate, signature } = await readCertificate(file);
      if (!isSignatureValid('erasure-certificate', canonicalJson(certificate), signature))
        throw new CommandRefused('The certificate is not valid: it was changed after it was signed.');
      await checkSigner(line, signature, keys);
      line.print(`The certificate is valid. The user ${certificate.userId} was erased at ${certificate.erasedAt}.`);
    });
}

async function readCertificate(file: string): Promise<SignedCertificate> {
  const { certificate, signature } = await parse(file);
  const isSigned = typeof signature?.publicKey === 'string' && typeof signature.signature === 'string';
  if (typeof certificate?.userId !== 'string' || !isSigned)
    throw new CommandRefused(`${file} is not an erasure certificate.`);
  return { certificate, signature };
}

async function parse(file: string): Promise<Partial<SignedCertificate>> {
  try {
    const value: unknown = JSON.parse(await readDocument(file));
    return isJsonObject(value) ? value : {};
  } catch (error) {
    if (error instanceof SyntaxError) throw new CommandRefused(`${file} is not JSON.`);
    throw error;
  }
}
