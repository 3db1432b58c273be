import type { FirebaseParameters } from '@platform/legacy-hashes/firebase-scrypt';

const NAMES = {
  signerKey: ['signerKey', 'base64_signer_key'],
  saltSeparator: ['saltSeparator', 'base64_salt_separator'],
  rounds: ['rounds'],
  memCost: ['memCost', 'mem_cost'],
} as const;

/** Parses the output of the Firebase console (`hash_config { … }`) or JSON. Returns undefined if a value is missing. */
export function parseFirebaseParameters(text: string): FirebaseParameters | undefined {
  const find = (names: readonly string[]) =>
    new RegExp(`["']?\\b(?:${names.join('|')})\\b["']?\\s*:\\s*["']?([A-Za-z0-9+/=_-]+)`).exec(text)?.[1];
  const signerKey = Buffer.from(find(NAMES.signerKey) ?? '', 'base64');
  const saltSeparator = find(NAMES.saltSeparator);
  const [rounds, memCost] = [Number(find(NAMES.rounds)), Number(find(NAMES.memCost))];
  const isComplete = signerKey.length >= 32 && Number.isSafeInteger(rounds) && Number.isSafeInteger(memCost);
  if (!isComplete) return undefined;
  return { signerKey, saltSeparator: Buffer.from(saltSeparator ?? '', 'base64'), rounds, memCost };
}
