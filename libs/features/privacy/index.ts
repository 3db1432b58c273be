export { PrivacyModule } from './privacy.module';
export { ArchiveReader } from './exports/archive/archive-reader';
export { BrokenArchive } from './exports/archive/broken-archive';
export { ExportImport } from './exports/import/export-import';
export type { ImportReport } from './exports/import/import-report';
export { KeysUnreadable, readTrustedKeys, type TrustedKey } from './exports/verify/trusted-keys';
export { verifyExport, type VerifiedExport } from './exports/verify/verify-export';
