import type { ColumnDeclaration, Protection } from './table-declaration';

/** Short words for declaring the columns that share one period of keeping: `const account = columnsKept('until …')`. */
export function columnsKept(kept: string) {
  return {
    technical: (why: string): ColumnDeclaration => ({ personal: false, why, kept }),
    personal: (why: string, protection: Protection): ColumnDeclaration => ({ personal: true, why, kept, protection }),
  };
}
