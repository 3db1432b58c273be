/** What happens to the public content of an erased user. The operator chooses it for each provider. */
export const ERASURE_POLICIES = ['delete', 'anonymise', 'reassign'] as const;
export type ErasurePolicy = (typeof ERASURE_POLICIES)[number];
export const DEFAULT_POLICY: ErasurePolicy = 'delete';

/** The policies of providers by name; `delete` for all others. */
export type ErasurePolicies = ReadonlyMap<string, ErasurePolicy>;
