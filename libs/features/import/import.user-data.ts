import { Injectable, type OnModuleInit } from '@nestjs/common';
import { columnsKept } from '@platform/user-data/columns-kept';
import type { TableDeclaration } from '@platform/user-data/table-declaration';
import { UserDataProvider } from '@platform/user-data/user-data-provider';
import { UserDataRegistry } from '@platform/user-data/user-data-registry';

const refusal = columnsKept('30 days');

@Injectable()
export class ImportUserData extends UserDataProvider implements OnModuleInit {
  readonly feature = 'import';
  readonly tables: readonly TableDeclaration[] = [
    {
      name: 'import_refusal',
      holds: 'user-data',
      columns: {
        fingerprint: refusal.technical('fingerprint of the import file'),
        record: refusal.technical('position in the file'),
        line: refusal.technical('position in the file'),
        reason: refusal.technical('reason for the rejection'),
        told_sealed: refusal.personal('email address, so that the operator can correct the record', 'sealed'),
        refused_at: refusal.technical('start of the 30 days'),
      },
    },
    { name: 'import_file', holds: 'no-user-data', why: 'number of imported records of each file' },
  ];

  constructor(private readonly registry: UserDataRegistry) {
    super();
  }

  onModuleInit(): void {
    this.registry.register(this);
  }

  async export(): Promise<Record<string, unknown>> {
    return {};
  }

  async erase(): Promise<void> {}
}
