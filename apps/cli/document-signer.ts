import type { DocumentSignature } from '@platform/signed-documents/signature.rule';
import type { CommandLine } from './command-line';
import { CommandRefused } from './command-refused';
import { trustedKeysOf } from './trusted-keys.option';

/** Says with which key a valid document is signed, and refuses a key that is not one of --keys. */
export async function checkSigner(
  line: CommandLine,
  { keyId, publicKey }: Pick<DocumentSignature, 'keyId' | 'publicKey'>,
  keys: string | undefined,
): Promise<void> {
  const trusted = await trustedKeysOf(keys);
  if (!trusted) {
    line.remark(`It is signed with the key ${publicKey}, which was not checked against your installation. Use --keys.`);
    return;
  }
  if (!trusted.some((key) => key.publicKey === publicKey))
    throw new CommandRefused(`It is signed with the key ${keyId}, which is not in ${keys}.`);
}
