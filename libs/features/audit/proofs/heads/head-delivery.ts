import { Injectable, type OnModuleInit } from '@nestjs/common';
import { OperatorMailer } from '@features/mail';
import { PositionRepository } from '@platform/event-log/positions/position.repository';
import { HttpClient } from '@platform/http-client/http-client';
import { errorText } from '@platform/jobs/error-text.rule';
import { Jobs } from '@platform/jobs/jobs';
import { counted } from '@platform/text/counted.rule';
import { parseCheckpoint } from '@platform/transparency-log/checkpoint.rule';
import { parseNote, verifySignatures } from '@platform/transparency-log/signed-note.rule';
import { AuditAlarms } from '../alarms/audit-alarms';
import { AuditLogRepository, type AuditLog } from '../log/audit-log.repository';
import { CheckpointSigner } from '../log/checkpoint-signer';
import { CheckpointRepository, type StoredCheckpoint } from '../log/checkpoint.repository';
import { LogIntegration } from '../log/log-integration';
import { LogTree } from '../log/log-tree';
import { FolderDestination } from './folder-destination';
import { HeadContradicted, HeadIsAhead, type HeadDestination } from './head-destination';
import { HeadRepository, type HeadState } from './head.repository';
import { HeadsConfig } from './heads.config';
import { MailDestination } from './mail-destination';
import { S3Destination } from './s3-destination';
import { WebhookDestination } from './webhook-destination';
import { WitnessDestination } from './witness-destination';

const CHECK_SECONDS = 5;
const RETRY_SECONDS = 60;
const WITNESS_MS = 10_000;

/** Sends checkpoints to destinations outside the database. A failing destination does not delay the others. */
@Injectable()
export class HeadDelivery implements OnModuleInit {
  readonly destinations: readonly HeadDestination[];

  constructor(
    config: HeadsConfig,
    private readonly logs: AuditLogRepository,
    private readonly checkpoints: CheckpointRepository,
    private readonly signer: CheckpointSigner,
    private readonly heads: HeadRepository,
    private readonly integration: LogIntegration,
    private readonly positions: PositionRepository,
    private readonly alarms: AuditAlarms,
    private readonly jobs: Jobs,
    tree: LogTree,
    mailer: OperatorMailer,
    httpClient: HttpClient,
  ) {
    const { folder, url, urlToken, bucket, email, emailHours, seconds } = config;
    this.destinations = [
      ...config.trustedWitnesses.map((witness) => {
        const fetch = httpClient.fetchWithin({ configured: witness.url, ms: WITNESS_MS });
        return new WitnessDestination(witness, seconds, fetch, tree, checkpoints);
      }),
      ...(folder === undefined ? [] : [new FolderDestination(folder, seconds, tree)]),
      ...(url === undefined ? [] : [new WebhookDestination(url, urlToken, seconds, httpClient)]),
      ...(bucket ? [new S3Destination(bucket, seconds, httpClient)] : []),
      ...(email === undefined ? [] : [new MailDestination(email, emailHours, mailer)]),
    ];
  }

  onModuleInit(): void {
    if (this.destinations.length > 0)
      this.jobs.every({ name: 'audit.send-heads', seconds: CHECK_SECONDS, run: () => this.run() });
  }

  async run(): Promise<void> {
    const log = await this.logs.current();
    if (!log || log.fork) return;
    const states = new Map((await this.heads.all()).map((state) => [state.destination, state]));
    const isOf = (cosigns: boolean) => (one: HeadDestination) => (one.cosigns ?? false) === cosigns;
    // The signatures of witnesses are part of what the others receive.
    for (const cosigns of [true, false])
      await Promise.all(
        this.destinations
          .filter(isOf(cosigns))
          .map((destination) => this.sendIfDue(destination, log, states.get(destination.name))),
      );
  }

  private async sendIfDue(destination: HeadDestination, log: AuditLog, state: HeadState | undefined): Promise<void> {
    const [checkpoint] = await this.checkpoints.newest(log.number, 1);
    const sent = state?.log === log.number ? state.size : 0;
    const isFailing = state !== undefined && state.failingFor !== null;
    const waitSeconds = isFailing ? Math.min(RETRY_SECONDS, destination.everySeconds) : destination.everySeconds;
    if (!checkpoint || (checkpoint.size === sent && !isFailing)) return;
    if (state && state.triedAge < waitSeconds) return;
    const { size, root, note } = checkpoint;
    try {
      this.confirmOwn(log, checkpoint);
      await destination.send({ log, size, root, note }, sent);
      await this.heads.succeeded(destination.name, log.number, size);
      if (isFailing)
        this.alarms.clear(`Checkpoints of the audit log are delivered to the destination "${destination.name}" again.`);
    } catch (error) {
      await this.handle(error, destination, log, isFailing);
    }
  }

  /** Someone could have changed the checkpoint in the database. */
  private confirmOwn({ origin }: AuditLog, { size, root, note }: StoredCheckpoint): void {
    const parsed = parseNote(Buffer.from(note));
    const checkpoint = parsed && parseCheckpoint(parsed.text);
    const keys = this.signer.keys(origin).map(({ key }) => key);
    const isOwn = parsed && (verifySignatures(parsed, keys) ?? []).length > 0;
    if (!isOwn || checkpoint?.origin !== origin || checkpoint.size !== size || !checkpoint.root.equals(root))
      throw new Error(
        `The checkpoint of ${counted(size, 'entry', 'entries')} in the database is not the one that userkeep signed.`,
      );
  }

  private async handle(error: unknown, { name }: HeadDestination, log: AuditLog, isFailing: boolean): Promise<void> {
    // Another process may have sent a newer checkpoint meanwhile.
    if (error instanceof HeadIsAhead && (await this.positions.newest()) >= error.size) return;
    const reason = error instanceof Error ? error.message : errorText(error);
    await this.heads.failed(name, log.number, reason);
    if (error instanceof HeadIsAhead)
      return this.integration.report(log, { position: (await this.positions.newest()) + 1, cause: reason });
    if (error instanceof HeadContradicted)
      return this.integration.report(log, { position: error.position, cause: reason });
    if (!isFailing)
      await this.alarms.raise(
        `A checkpoint of the audit log could not be delivered to the destination "${name}": ${reason}`,
      );
  }
}
