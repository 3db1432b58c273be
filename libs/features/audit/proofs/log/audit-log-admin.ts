import { Injectable } from '@nestjs/common';
import { Events } from '@platform/event-log/events';
import { Transactions } from '@platform/persistence/transactions';
import { verifierKeyText } from '@platform/transparency-log/signed-note.rule';
import { EMPTY_ROOT } from '@platform/transparency-log/tree.rule';
import { checkpointText } from '@platform/transparency-log/checkpoint.rule';
import { AuditLogBegun } from '../proofs.events';
import { AuditLogRepository } from './audit-log.repository';
import { CheckpointRepository } from './checkpoint.repository';
import { CheckpointSigner } from './checkpoint-signer';
import { LogIntegration } from './log-integration';

/** The operator's commands for the audit log. */
@Injectable()
export class AuditLogAdmin {
  constructor(
    private readonly logs: AuditLogRepository,
    private readonly checkpoints: CheckpointRepository,
    private readonly integration: LogIntegration,
    private readonly signer: CheckpointSigner,
    private readonly events: Events,
    private readonly transactions: Transactions,
  ) {}

  async keys(): Promise<string[]> {
    if (!(await this.logs.current())) await this.integration.begin();
    const origins = await this.logs.origins();
    return origins.flatMap((origin) => this.signer.keys(origin).map(({ key }) => verifierKeyText(key)));
  }

  /** Returns the name of the new log; undefined if the current one was not forked. */
  async beginAgain(reason: string): Promise<string | undefined> {
    const forked = await this.logs.current();
    if (!forked?.fork) return undefined;
    return this.transactions.run(async () => {
      const { number, origin } = await this.integration.begin(forked.number);
      const [last] = await this.checkpoints.newest(forked.number, 1);
      const previous = checkpointText({ origin: forked.origin, ...(last ?? { size: 0, root: EMPTY_ROOT }) });
      const changes = { reason: { before: null, after: reason } };
      await this.events.publish(AuditLogBegun.of({ subject: null, facts: { log: number, previous }, changes }));
      return origin;
    });
  }
}
