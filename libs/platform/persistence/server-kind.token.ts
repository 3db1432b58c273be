/** Injects 'mysql' or 'mariadb' where a statement differs between the servers. */
export const ServerKindToken = Symbol('ServerKind');
