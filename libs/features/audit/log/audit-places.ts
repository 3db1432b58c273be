export const CHANGES_PLACE = { table: 'audit_entry', column: 'changes_sealed' };
export const ORIGIN_PLACE = { table: 'audit_entry', column: 'origin_sealed' };
