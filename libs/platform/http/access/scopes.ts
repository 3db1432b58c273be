const scopes = new Map<string, string>();

/** Declares a scope of API keys. Routes name one of these. */
export function defineScope(name: string, meaning: string): string {
  if (scopes.has(name)) throw new Error(`The scope ${name} is declared twice.`);
  scopes.set(name, meaning);
  return name;
}

export function allScopes(): ReadonlyMap<string, string> {
  return scopes;
}

/** A write scope includes the read scope of the same resource, because the answer to a change shows the resource. */
export function withIncluded(granted: readonly string[]): ReadonlySet<string> {
  const included = granted.map((name) => name.replace(/:write$/, ':read')).filter((name) => scopes.has(name));
  return new Set([...granted, ...included]);
}

/** The scopes for routes that require a permission. A key gets no permission that its user does not have. */
export const ADMIN_READ = defineScope('admin:read', 'Read what your roles allow you to read');
export const ADMIN_WRITE = defineScope('admin:write', 'Change what your roles allow you to change');

/** The scope that a key needs for a route that requires a permission. */
export function adminScopeOf(method: string): string {
  return method === 'GET' || method === 'HEAD' ? ADMIN_READ : ADMIN_WRITE;
}
