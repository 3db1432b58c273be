import { RouteFact } from '../routes/route-fact';

/**
 * Who may call a route. A route without an audience does not start (`refuseSilentRoutes`). API keys get in nowhere by
 * default: a route for users names the scope a key needs, or takes none.
 */
export type Audience =
  | { readonly kind: 'everyone'; readonly recognises?: boolean; readonly cookie?: boolean }
  | { readonly kind: 'signed-in'; readonly stepUp: boolean; readonly scope?: string; readonly apps?: string }
  | { readonly kind: 'permission'; readonly permission: string; readonly stepUp: boolean };

const audiences = new RouteFact<Audience>();

const permissions = new Map<string, string>();

/** Declares a permission a feature asks for; roles are made of these. */
export function definePermission(name: string, meaning: string): string {
  if (permissions.has(name)) throw new Error(`The permission ${name} is declared twice.`);
  permissions.set(name, meaning);
  return name;
}

export function allPermissions(): ReadonlyMap<string, string> {
  return permissions;
}

/**
 * `recognises`: a signed-in caller is known as such, and a token that is not valid is refused. `cookie`: a cookie does
 * instead of a token, so a token that is not valid counts as none when there is a cookie.
 */
export const ForEveryone = ({ recognises = false, cookie = false } = {}) =>
  audience({ kind: 'everyone', recognises, ...(cookie && { cookie }) });

/**
 * Any signed-in user. `stepUp` requires recent step-up authentication. `scope` also allows the user's API keys with
 * that scope. The two exclude each other, because a key cannot perform step-up authentication.
 */
export const ForSignedIn = ({ stepUp = false, scope, apps }: SignedInOptions = {}) =>
  audience({ kind: 'signed-in', stepUp, ...(scope !== undefined && { scope }), ...(apps !== undefined && { apps }) });

type SignedInOptions =
  | { readonly stepUp?: boolean; readonly scope?: undefined; readonly apps?: undefined }
  /** `apps`: the permission with which the key of another backend may call it as well, for a user it names. */
  | { readonly scope: string; readonly stepUp?: undefined; readonly apps?: string };

/** Without `stepUp` also the keys of apps that have the permission, and users' own keys with a scope for administering. */
export const ForPermission = (permission: string, options: { stepUp?: boolean } = {}) =>
  audience({ kind: 'permission', permission, stepUp: options.stepUp ?? false });

function audience(value: Audience) {
  return audiences.says(value);
}

/** Whether the route ignores credentials. */
export function isAnonymous(audience: Audience | undefined): boolean {
  return audience?.kind === 'everyone' && !audience.recognises;
}

export function audienceOf(handler: object): Audience | undefined {
  return audiences.of(handler);
}
