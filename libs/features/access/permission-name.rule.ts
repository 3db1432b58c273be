/** The names of current and future product features, so that app permissions never collide with product permissions. */
const RESERVED = new Set([
  'access',
  'activity',
  'administration',
  'analytics',
  'api-keys',
  'audit',
  'auth',
  'communications',
  'consents',
  'content',
  'credentials',
  'files',
  'identities',
  'import',
  'integrations',
  'mail',
  'moderation',
  'notifications',
  'payments',
  'personal',
  'preferences',
  'privacy',
  'recovery',
  'roles',
  'schema',
  'second-factors',
  'sessions',
  'tokens',
  'userkeep',
  'users',
  'webhooks',
]);

export function isReserved(name: string): boolean {
  return RESERVED.has(name.split('.')[0] ?? '');
}
