/** This table exists while a backup is restored into a schema. */
export const RESTORE_MARKER = 'platform_restore';
