/** Injects 'mysql' or 'mariadb' where a repository must word a statement per server. */
export const ServerKindToken = Symbol('ServerKind');
