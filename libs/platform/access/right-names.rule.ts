export const ROLE_NAME = { max: 40, pattern: /^[a-z][a-z0-9-]*$/ };

/** The names of permissions, for example `shop.refund`. */
export const PERMISSION_NAME = /^[a-z][a-z0-9-]*(\.[a-z][a-z0-9-]*){1,3}$/;
