import { Argument } from 'commander';
import { PURPOSES } from '@platform/vault/keyring/ring-key';

export function purposeArgument(): Argument {
  return new Argument('<purpose>', 'the purpose of the key').choices(PURPOSES);
}
