import type { ColumnDeclaration, Protection } from './table-declaration';

/** Helpers to declare columns with the same retention period: `const account = columnsKept('until …')`. */
export function columnsKept(kept: string) {
  return {
    technical: (why: string): ColumnDeclaration => ({ personal: false, why, kept }),
    personal: (why: string, protection: Protection): ColumnDeclaration => ({ personal: true, why, kept, protection }),
  };
}
