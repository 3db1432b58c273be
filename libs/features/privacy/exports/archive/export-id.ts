import type { Id } from '@platform/ids/ids';

export type ExportId = Id<'export'>;
