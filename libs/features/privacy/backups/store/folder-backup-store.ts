import { createReadStream } from 'node:fs';
import { open, readdir, readFile, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { RuntimeConfig } from '@platform/config/runtime.config';
import { orAbsent } from '@platform/files/absent';
import { makeFolder, putSynced, removeUnfinished } from '@platform/files/synced';
import { finalNameOf } from '@platform/files/unfinished-name.rule';
import type { ArchiveKind } from '../archive/archive-header';
import { BackupsConfig } from '../backups.config';
import { archiveNameIn, fileNameOf } from './archive-name.rule';
import { BackupStore, type ArchiveName, type StoredArchive, type Verification } from './backup-store';

const READ_BYTES = 1024 * 1024;
/** The folder can contain files of other programs. */
const OWN_FILE = /\.ukb(?:\.verified)?$/;
/** No backup takes so long, so the process that wrote an older unfinished file was killed. */
const ABANDONED_MS = 2 * 24 * 3_600_000;

/** Keeps archives in two folders, which can be on different disks. */
@Injectable()
export class FolderBackupStore extends BackupStore {
  private readonly folders: Record<ArchiveKind, string>;

  constructor(config: BackupsConfig, runtime: RuntimeConfig) {
    super();
    this.folders = {
      data: resolve(config.dataFolder ?? join(runtime.dataDir, 'backups', 'data')),
      keys: resolve(config.keysFolder ?? join(runtime.dataDir, 'backups', 'keys')),
    };
  }

  async put(archive: ArchiveName, source: AsyncIterable<Uint8Array>): Promise<number> {
    const folder = this.folders[archive.kind];
    await makeFolder(folder);
    const written = (await readdir(folder)).filter((name) => OWN_FILE.test(finalNameOf(name) ?? ''));
    await removeUnfinished(folder, written, new Date(Date.now() - ABANDONED_MS));
    const path = this.pathOf(archive);
    await putSynced(path, source, { root: folder, ifAbsent: false });
    return (await stat(path)).size;
  }

  async open(archive: ArchiveName): Promise<Readable | undefined> {
    return openFile(this.pathOf(archive));
  }

  async list(kind: ArchiveKind): Promise<readonly StoredArchive[]> {
    const names = (await orAbsent(readdir(this.folders[kind]))) ?? [];
    const archives: StoredArchive[] = [];
    for (const name of names.sort().reverse()) {
      const archive = archiveNameIn(name);
      const found = archive?.kind === kind && (await orAbsent(stat(this.pathOf(archive))));
      if (archive && found)
        archives.push({ ...archive, size: found.size, verification: await this.verificationOf(archive) });
    }
    return archives;
  }

  async remove(archive: ArchiveName): Promise<void> {
    await rm(this.pathOf(archive), { force: true });
    await rm(this.verificationPath(archive), { force: true });
  }

  async recordVerification(archive: ArchiveName, verification: Verification): Promise<void> {
    const path = this.verificationPath(archive);
    await putSynced(path, JSON.stringify(verification), { root: dirname(path), ifAbsent: false });
  }

  private async verificationOf(archive: ArchiveName): Promise<Verification | undefined> {
    const text = await orAbsent(readFile(this.verificationPath(archive), 'utf8'));
    return text === undefined ? undefined : (JSON.parse(text) as Verification);
  }

  private pathOf(archive: ArchiveName): string {
    return join(this.folders[archive.kind], fileNameOf(archive));
  }

  private verificationPath(archive: ArchiveName): string {
    return `${this.pathOf(archive)}.verified`;
  }
}

/** Returns undefined if there is no such file. */
export async function openFile(path: string): Promise<Readable | undefined> {
  const file = await orAbsent(open(path, 'r'));
  return file && createReadStream('', { fd: file, highWaterMark: READ_BYTES });
}
