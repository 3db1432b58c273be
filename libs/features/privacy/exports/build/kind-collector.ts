import type { TableDeclaration } from '@platform/user-data/table-declaration';
import { DIALECT, InferredSchema } from '../archive/inferred-schema.rule';
import { recordsPath, schemaPath } from '../archive/archive-paths.rule';
import type { ArchiveWriter } from '../archive/archive-writer';
import { LIST_END, LIST_SEPARATOR, LIST_START } from '../archive/record-lines';
import type { SummarySection } from '../summary/summary-section';
import { describedFields } from './described-fields';
import { Spool } from './spool';

/** Collects the records of one kind, and learns their schema. Records of several kinds can alternate. */
export class KindCollector {
  private readonly schema = new InferredSchema();
  private readonly spool: Spool;
  private records = 0;

  constructor(
    private readonly provider: { readonly name: string; readonly tables: readonly TableDeclaration[] },
    private readonly kind: string,
    private readonly section: SummarySection,
    folder: string,
  ) {
    this.spool = new Spool(folder);
  }

  async add(data: Readonly<Record<string, unknown>>): Promise<void> {
    const text = JSON.stringify(data);
    // The schema describes what the archive contains: texts instead of dates, and no undefined values.
    const record = JSON.parse(text) as Record<string, unknown>;
    this.schema.observe(record);
    this.section.addRecord(record);
    await this.spool.add(this.records++ === 0 ? LIST_START + text : LIST_SEPARATOR + text);
  }

  async writeTo(archive: ArchiveWriter): Promise<void> {
    const { provider, kind, records } = this;
    const about = { provider: provider.name, kind };
    await this.spool.add(LIST_END);
    await archive.add(
      { path: recordsPath(provider.name, kind), role: 'records', ...about, records },
      this.spool.read(),
    );
    const schema = {
      $schema: DIALECT,
      title: `${provider.name} ${kind}`,
      ...this.schema.toJson(describedFields(provider.tables, kind)),
    };
    const text = `${JSON.stringify(schema, undefined, 2)}\n`;
    await archive.add({ path: schemaPath(provider.name, kind), role: 'schema', ...about }, Buffer.from(text));
  }

  async close(): Promise<void> {
    await this.spool.close();
  }
}
