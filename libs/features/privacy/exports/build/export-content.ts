import { Injectable } from '@nestjs/common';
import { DocumentSigner } from '@platform/signed-documents/document-signer';
import { isFile, type UserDataFile } from '@platform/user-data/user-data-item';
import type { UserDataProvider } from '@platform/user-data/user-data-provider';
import { UserDataRegistry } from '@platform/user-data/user-data-registry';
import { UserDataWalk } from '@platform/user-data/user-data-walk';
import { VERSION } from '@platform/version';
import type { UserId } from '@platform/ids/ids';
import { FilePaths } from '../archive/archive-paths.rule';
import type { ArchiveWriter } from '../archive/archive-writer';
import { FORMAT, FORMAT_VERSION, MANIFEST, SIGNATURE, SUMMARY, type Manifest } from '../archive/manifest';
import type { ExportId } from '../archive/export-id';
import { Summary } from '../summary/summary';
import { KindCollector } from './kind-collector';

export interface ExportSubject {
  readonly exportId: ExportId;
  readonly userId: UserId;
  readonly createdAt: Date;
  /** The locale of the user. */
  readonly language: string;
  /** For what has not yet been written. */
  readonly workFolder: string;
}

/** Writes everything that the providers export of one user into an archive, with a manifest that lists and signs it. */
@Injectable()
export class ExportContent {
  constructor(
    private readonly walk: UserDataWalk,
    private readonly registry: UserDataRegistry,
    private readonly signer: DocumentSigner,
  ) {}

  /** Calls `proceed` before each item; it throws if the export is no longer wanted. */
  async writeTo(archive: ArchiveWriter, subject: ExportSubject, proceed: () => Promise<void>): Promise<void> {
    const summary = new Summary(subject);
    const paths = new FilePaths();
    let kinds: ProviderKinds | undefined;
    try {
      for await (const { provider, item } of this.walk.export(subject.userId)) {
        archive.checkReader();
        await proceed();
        if (kinds?.name !== provider) {
          await kinds?.writeTo(archive);
          kinds = new ProviderKinds(this.registry.provider(provider) as UserDataProvider, summary, subject.workFolder);
        }
        if (isFile(item)) await addFile(archive, { provider, item, paths, summary });
        else await kinds.collectorOf(item.kind).add(item.data);
      }
      await kinds?.writeTo(archive);
    } finally {
      await kinds?.close();
    }
    await archive.add({ path: SUMMARY, role: 'summary' }, Buffer.from(summary.toHtml()));
    await this.sign(archive, subject);
    archive.end();
  }

  private async sign(archive: ArchiveWriter, { exportId, userId, createdAt }: ExportSubject): Promise<void> {
    const manifest: Manifest = {
      format: FORMAT,
      formatVersion: FORMAT_VERSION,
      product: `userkeep ${VERSION}`,
      exportId,
      userId,
      createdAt: createdAt.toISOString(),
      entries: archive.entries,
    };
    const bytes = Buffer.from(`${JSON.stringify(manifest, undefined, 2)}\n`);
    await archive.addUnlisted(MANIFEST, bytes);
    const signature = this.signer.sign('export', bytes);
    await archive.addUnlisted(SIGNATURE, Buffer.from(`${JSON.stringify(signature, undefined, 2)}\n`));
  }
}

/** The kinds of one provider, which are written once the provider has no more items. */
class ProviderKinds {
  private readonly collectors = new Map<string, KindCollector>();

  constructor(
    private readonly provider: UserDataProvider,
    private readonly summary: Summary,
    private readonly folder: string,
  ) {}

  get name(): string {
    return this.provider.name;
  }

  collectorOf(kind: string): KindCollector {
    let collector = this.collectors.get(kind);
    if (!collector) {
      collector = new KindCollector(this.provider, kind, this.summary.sectionOf(this.name, kind), this.folder);
      this.collectors.set(kind, collector);
    }
    return collector;
  }

  async writeTo(archive: ArchiveWriter): Promise<void> {
    for (const collector of this.collectors.values()) await collector.writeTo(archive);
    await this.close();
  }

  async close(): Promise<void> {
    for (const collector of this.collectors.values()) await collector.close();
    this.collectors.clear();
  }
}

async function addFile(
  archive: ArchiveWriter,
  { provider, item, paths, summary }: { provider: string; item: UserDataFile; paths: FilePaths; summary: Summary },
): Promise<void> {
  const path = paths.pathOf(provider, item.file);
  const { kind, file } = item;
  await archive.add({ path, role: 'file', provider, kind, file }, await item.open());
  summary.sectionOf(provider, kind).addFile(path);
}
