import type { RetentionDeclaration } from './retention-declaration';
import type { ColumnDeclaration, Protection } from './table-declaration';

/** Helpers to declare columns that are kept equally long: `const account = columnsKept('until …')`. */
export function columnsKept(kept: string | RetentionDeclaration) {
  const period = typeof kept === 'string' ? { kept } : {};
  return {
    technical: (why: string): ColumnDeclaration => ({ personal: false, why, ...period }),
    personal: (why: string, protection: Protection): ColumnDeclaration => ({
      personal: true,
      why,
      protection,
      ...period,
    }),
  };
}
