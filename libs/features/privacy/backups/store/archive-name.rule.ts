import { randomBytes } from 'node:crypto';
import type { ArchiveName } from './backup-store';

const BACKUP = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z-[0-9a-f]{6}$/;
const FILE = /^(.+)\.(data|keys)\.ukb$/;

/** The names of backups are ordered by time. */
export function newBackupName(at: Date): string {
  const time = at.toISOString().replace(/[-:]|\.\d+/g, '');
  return `${time}-${randomBytes(3).toString('hex')}`;
}

/** The time in the name; undefined if it is not the name of a backup. */
export function timeOfBackup(name: string): Date | undefined {
  const [, year, month, day, hour, minute, second] = BACKUP.exec(name) ?? [];
  return year === undefined ? undefined : new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}

export function fileNameOf({ backup, kind }: ArchiveName): string {
  return `${backup}.${kind}.ukb`;
}

export function archiveNameIn(fileName: string): ArchiveName | undefined {
  const [, backup = '', kind] = FILE.exec(fileName) ?? [];
  return timeOfBackup(backup) && { backup, kind: kind as ArchiveName['kind'] };
}
