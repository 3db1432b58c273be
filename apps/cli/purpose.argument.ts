import { Argument } from 'commander';
import { PURPOSES } from '@platform/vault/keyring/ring-key';

export function purposeArgument(): Argument {
  return new Argument('<purpose>', 'what the key is for').choices(PURPOSES);
}
