import { ERASURE_POLICIES, type ErasurePolicies, type ErasurePolicy } from '@platform/user-data/erasure-policy';

/** Returns what is wrong with an entry, as the end of a sentence that starts with the name of the setting. */
export function policyFault(entry: string): string | undefined {
  const policies = ERASURE_POLICIES.join(', ');
  return policyOf(entry) ? undefined : `has "${entry}", which is not a kind of user data and one of ${policies}`;
}

export function policiesIn(entries: readonly string[]): ErasurePolicies {
  return new Map(entries.flatMap((entry) => policyOf(entry) ?? []).map(([name, policy]) => [name, policy]));
}

function policyOf(entry: string): [readonly [string, ErasurePolicy]] | undefined {
  const [name, policy, ...rest] = entry.split('=');
  const known = ERASURE_POLICIES.find((candidate) => candidate === policy);
  return name && known && rest.length === 0 ? [[name, known]] : undefined;
}
