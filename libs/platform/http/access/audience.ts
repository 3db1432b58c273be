import { RouteFact } from '../routes/route-fact';

/**
 * The audience of a route. The application does not start if a route has none (`undeclaredRoutes`). API keys are
 * rejected by default: a route for users must name the scope that a key needs.
 */
export type Audience =
  | { readonly kind: 'everyone'; readonly recognises?: boolean; readonly cookie?: boolean }
  | {
      readonly kind: 'signed-in';
      readonly stepUp: boolean;
      readonly scope?: string;
      readonly apps?: string;
      readonly withoutHeader?: boolean;
    }
  | { readonly kind: 'permission'; readonly permissions: readonly string[]; readonly stepUp: boolean };

const audiences = new RouteFact<Audience>();

const permissions = new Map<string, string>();

/** Declares a permission. Roles consist of permissions. */
export function definePermission(name: string, meaning: string): string {
  if (permissions.has(name)) throw new Error(`The permission ${name} is declared twice.`);
  permissions.set(name, meaning);
  return name;
}

export function allPermissions(): ReadonlyMap<string, string> {
  return permissions;
}

/**
 * `recognises`: credentials are optional, but an invalid token is rejected. `cookie`: a cookie can replace the token,
 * so an invalid token is ignored if there is a cookie.
 */
export const ForEveryone = ({ recognises = false, cookie = false } = {}) =>
  audience({ kind: 'everyone', recognises, ...(cookie && { cookie }) });

/**
 * Any signed-in user. `stepUp` requires recent step-up authentication. `scope` also allows the user's API keys with
 * that scope. The two exclude each other, because a key cannot perform step-up authentication.
 */
export const ForSignedIn = ({ stepUp = false, scope, apps, withoutHeader }: SignedInOptions = {}) =>
  audience({
    kind: 'signed-in',
    stepUp,
    ...(scope !== undefined && { scope }),
    ...(apps !== undefined && { apps }),
    ...(withoutHeader && { withoutHeader }),
  });

type SignedInOptions =
  | {
      readonly stepUp?: boolean;
      readonly scope?: undefined;
      readonly apps?: undefined;
      /** A ticket in the URL or the refresh cookie can replace the header, for clients that cannot send one. */
      readonly withoutHeader?: boolean;
    }
  /** `apps`: the permission that also allows the key of another backend to call the route, for a user that it names. */
  | {
      readonly scope: string;
      readonly stepUp?: undefined;
      readonly apps?: string;
      readonly withoutHeader?: undefined;
    };

/**
 * Without `stepUp`, the route also accepts app keys with the permission, and users' API keys with an administration
 * scope. `reads` is required as well: the permission to read the resource, for a change of parts of it that is answered
 * with all of it.
 */
export const ForPermission = (
  permission: string,
  { stepUp = false, reads }: { stepUp?: boolean; reads?: string } = {},
) => audience({ kind: 'permission', permissions: reads === undefined ? [permission] : [permission, reads], stepUp });

function audience(value: Audience) {
  return audiences.attach(value);
}

/** Whether the route ignores credentials. */
export function isAnonymous(audience: Audience | undefined): boolean {
  return audience?.kind === 'everyone' && !audience.recognises;
}

/** Whether a ticket or the refresh cookie can replace the `Authorization` header. */
export function isOpenWithoutHeader(audience: Audience | undefined): boolean {
  return audience?.kind === 'signed-in' && audience.withoutHeader === true;
}

export function audienceOf(handler: object): Audience | undefined {
  return audiences.of(handler);
}
