export { AuditModule } from './audit.module';
export { ConsumersService } from './consumers/consumers.service';
export { AuditLogAdmin } from './proofs/log/audit-log-admin';
export { LogFileUnreadable, openLogFile, writeLogFile } from './proofs/verify/audit-file';
export { HeadsUnusable } from './proofs/verify/heads';
export { readLogKeys } from './proofs/verify/log-keys';
export { StoredLog } from './proofs/verify/stored-log';
export { verifyLog, type VerifiedLog } from './proofs/verify/verify-log';
export { ProofInvalid, verifyProof } from './proofs/verify/verify-proof';
