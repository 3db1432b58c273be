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
        fingerprint: refusal.technical('which file it was'),
        record: refusal.technical('where in the file'),
        line: refusal.technical('where in the file'),
        reason: refusal.technical('why this record did not come in'),
        told_sealed: refusal.personal('the e-mail address, so that the operator can mend the record', 'sealed'),
        refused_at: refusal.technical('ends the 30 days'),
      },
    },
    { name: 'import_file', holds: 'no-user-data', why: 'how many records of which file have come in' },
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
