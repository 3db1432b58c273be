import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ConfigurationFaults } from '@platform/config/config';
import type { RetentionDeclaration } from '@platform/user-data/retention-declaration';
import { ownerColumnsOf } from '@platform/user-data/table-declaration';
import { UserDataRegistry } from '@platform/user-data/user-data-registry';
import { periodsOf } from './period.rule';
import { RetentionConfig } from './retention.config';

export interface RetentionRule {
  readonly provider: string;
  readonly table: string;
  readonly retention: RetentionDeclaration;
  readonly days: number;
  /** The columns with the users whose legal holds keep a row. */
  readonly ownerColumns: readonly string[];
}

/** The retention of every table that declares one, with the periods that the operator chose. */
@Injectable()
export class RetentionRules implements OnModuleInit {
  private readonly periods: ReadonlyMap<string, number>;

  constructor(
    private readonly registry: UserDataRegistry,
    config: RetentionConfig,
  ) {
    this.periods = periodsOf(config.periods);
  }

  onModuleInit(): void {
    const adjustable = this.all().flatMap(({ table, retention }) => (retention.isAdjustable ? [table] : []));
    const faults = [...this.periods.keys()]
      .filter((table) => !adjustable.includes(table))
      .map((table) => `RETENTION cannot set the period of ${table}. It can set those of ${adjustable.join(', ')}.`);
    if (faults.length > 0) throw new ConfigurationFaults(faults);
  }

  all(): RetentionRule[] {
    return this.registry.providers().flatMap(({ name, tables }) =>
      tables.flatMap((table) => {
        const { retention } = table;
        if (!retention) return [];
        const days = this.daysKept(table.name, retention);
        return [{ provider: name, table: table.name, retention, days, ownerColumns: ownerColumnsOf(table) }];
      }),
    );
  }

  readonly daysKept = (table: string, { days }: RetentionDeclaration): number => this.periods.get(table) ?? days;
}
