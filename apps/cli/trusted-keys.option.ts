import { KeysUnreadable, readTrustedKeys, type TrustedKey } from '@features/privacy';
import { CommandRefused } from './command-refused';

/** The keys that the option --keys names; undefined without it. */
export async function trustedKeysOf(source: string | undefined): Promise<readonly TrustedKey[] | undefined> {
  if (source === undefined) return undefined;
  try {
    return await readTrustedKeys(source);
  } catch (error) {
    throw error instanceof KeysUnreadable ? new CommandRefused(error.message) : error;
  }
}
