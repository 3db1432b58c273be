import { Injectable } from '@nestjs/common';
import { UserReader } from '@features/users';
import { RequestProblems } from '@platform/errors/platform.errors';
import { Events } from '@platform/event-log/events';
import { refused, refusedField } from '@platform/http/fields/refusals';
import { newId, type UserId } from '@platform/ids/ids';
import { Jobs } from '@platform/jobs/jobs';
import { Transactions } from '@platform/persistence/transactions';
import { Vault } from '@platform/vault/vault';
import { NotificationTypeRepository, type StoredType } from '../catalogue/notification-type.repository';
import { TopicRepository, type Topic } from '../catalogue/topic.repository';
import { isAppType } from '../catalogue/type-faults.rule';
import { CommunicationsFieldErrors, CommunicationsProblems } from '../communications.errors';
import { NotificationSent } from '../communications.events';
import { DeliveryRepository } from '../deliveries/delivery.repository';
import { PUBLISH } from '../jobs';
import { dataFaults } from './data-faults.rule';
import { PUBLICATION_PLACE, type PublicationContent } from './publication-content';
import type { PublicationId } from './publication-id';
import { PublicationRepository } from './publication.repository';
import { isTopic, type Recipients } from './recipients.rule';
import type { PublicationDto, SendNotificationDto, SentNotificationDto } from './sending.dto';

/** Accepts notifications that the app sends. `PublicationRun` delivers them. */
@Injectable()
export class SendingService {
  constructor(
    private readonly types: NotificationTypeRepository,
    private readonly topics: TopicRepository,
    private readonly publications: PublicationRepository,
    private readonly deliveries: DeliveryRepository,
    private readonly users: UserReader,
    private readonly vault: Vault,
    private readonly events: Events,
    private readonly jobs: Jobs,
    private readonly transactions: Transactions,
  ) {}

  async send({ to, type, actorId, ...content }: SendNotificationDto): Promise<SentNotificationDto> {
    const stored = isAppType(type) ? await this.types.find(type) : undefined;
    if (!stored) throw refusedField('/type', CommunicationsFieldErrors.unknown_type);
    this.refuseFaults(stored, content);
    const topic = isTopic(to) ? await this.topicOf(to.topic) : undefined;
    const known = isTopic(to) ? [] : await this.users.existing(to);
    if (!topic && known.length === 0) throw CommunicationsProblems.no_recipients();
    const id = newId<PublicationId>();
    const contentSealed = this.vault.sealSystem(PUBLICATION_PLACE, id, JSON.stringify(content));
    const publication = { id, type, topicId: topic?.id ?? null, actorId: actorId ?? null, contentSealed };
    await this.transactions.run(async () => {
      await this.publications.add(publication, known);
      await this.jobs.enqueue(PUBLISH, { id });
      const audience = topic ? { topic: topic.topic } : { recipients: known.length };
      await this.events.publish(
        NotificationSent.of({ subject: null, facts: { notificationId: id, type, ...audience } }),
      );
    });
    return { id, unknownUsers: unknownOf(to, known) };
  }

  async read(id: PublicationId): Promise<PublicationDto> {
    const found = await this.publications.find(id);
    if (!found) throw RequestProblems.not_found();
    const { type, state, notified, createdAt, endedAt } = found;
    const times = { createdAt: createdAt.toISOString(), endedAt: endedAt?.toISOString() ?? null };
    return { id, type, state, notified, deliveries: await this.deliveries.countsOf(id), ...times };
  }

  private refuseFaults(type: StoredType, content: PublicationContent): void {
    const faults = dataFaults(type, content);
    if (faults.length > 0) throw refused(faults);
    if (content.expiresAt !== undefined && Date.parse(content.expiresAt) <= Date.now())
      throw refusedField('/expiresAt', CommunicationsFieldErrors.in_the_past);
  }

  private async topicOf(name: string): Promise<Topic> {
    const topic = await this.topics.find(name);
    if (!topic) throw refusedField('/to/topic', CommunicationsFieldErrors.unknown_topic);
    return topic;
  }
}

function unknownOf(to: Recipients, known: readonly UserId[]): UserId[] {
  return isTopic(to) ? [] : to.filter((id) => !known.includes(id));
}
