import { Injectable } from '@nestjs/common';
import { derivedId } from '@platform/ids/derived-id';
import { idFromBytes, idToBytes, type UserId } from '@platform/ids/ids';
import { Database } from '@platform/persistence/database';
import { NOW } from '@platform/persistence/entity-table';
import { Table } from '@platform/persistence/table';
import { PublicationEntity } from './publication.entity';
import type { PublicationId } from './publication-id';
import { RecipientEntity } from './recipient.entity';

export type Publication = Readonly<PublicationEntity>;
export type NewPublication = Pick<Publication, 'id' | 'type' | 'topicId' | 'actorId' | 'contentSealed'>;

@Injectable()
export class PublicationRepository {
  private readonly publications: Table<PublicationEntity>;
  private readonly recipients: Table<RecipientEntity>;

  constructor(private readonly database: Database) {
    this.publications = new Table(database, PublicationEntity);
    this.recipients = new Table(database, RecipientEntity);
  }

  async add(publication: NewPublication, userIds: readonly UserId[]): Promise<void> {
    const { id: publicationId } = publication;
    const start = { state: 'sending' as const, lastUserId: null, notified: 0, createdAt: NOW, endedAt: null };
    await this.publications.insert({ ...publication, ...start });
    for (const userId of userIds)
      await this.recipients.insert({
        id: derivedId(`recipient:${publicationId}:${userId}`),
        publicationId,
        userId,
        createdAt: NOW,
      });
  }

  find(id: PublicationId): Promise<Publication | undefined> {
    return this.publications.read({ id });
  }

  /** The next named recipients, in the order of their IDs. */
  async recipientsOf(id: PublicationId, after: UserId | null, limit: number): Promise<UserId[]> {
    const condition = after === null ? '' : ' AND user_id > ?';
    const rows = await this.database.rows<{ user_id: Buffer }>(
      `SELECT user_id FROM communications_recipient WHERE publication_id = ?${condition}
       ORDER BY user_id LIMIT ${Math.trunc(limit)}`,
      [idToBytes(id), ...(after === null ? [] : [idToBytes(after)])],
    );
    return rows.map((row) => idFromBytes<UserId>(row.user_id));
  }

  /** Returns false if another run of the job has continued from the same user. */
  async advance({ id, lastUserId }: Publication, to: UserId, notified: number): Promise<boolean> {
    const { affectedRows } = await this.database.write(
      `UPDATE communications_publication SET last_user_id = ?, notified = notified + ?
       WHERE id = ? AND state = 'sending' AND last_user_id <=> ?`,
      [idToBytes(to), notified, idToBytes(id), lastUserId === null ? null : idToBytes(lastUserId)],
    );
    return affectedRows > 0;
  }

  /** The content is not needed any more. */
  async end(id: PublicationId, state: 'sent' | 'cancelled'): Promise<void> {
    await this.database.write('DELETE FROM communications_recipient WHERE publication_id = ?', [idToBytes(id)]);
    await this.publications.update({ id }, { state, contentSealed: null, endedAt: NOW });
  }
}
