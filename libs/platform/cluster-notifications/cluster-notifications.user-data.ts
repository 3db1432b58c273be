import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { TableDeclaration } from '@platform/user-data/table-declaration';
import { UserDataProvider } from '@platform/user-data/user-data-provider';
import { UserDataRegistry } from '@platform/user-data/user-data-registry';

const kept = 'one hour, or up to a day while a node is unavailable';

@Injectable()
export class ClusterNotificationsUserData extends UserDataProvider implements OnModuleInit {
  readonly feature = 'signals';
  readonly tables: readonly TableDeclaration[] = [
    {
      name: 'platform_cluster_notification',
      holds: 'user-data',
      columns: {
        id: { personal: false, why: 'to recognise a repeated notification', kept },
        topic: { personal: false, why: 'topic of the notification', kept },
        subject: {
          personal: true,
          why: 'ID of the session, account or key that changed',
          kept,
          protection: 'plain',
        },
        sent_at: { personal: false, why: 'to find new notifications', kept },
      },
    },
    { name: 'platform_node', holds: 'no-user-data', why: 'running processes' },
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

  /** Removes nothing: if a notification were removed before every node has read it, an erased user's session would stay valid there. */
  async erase(): Promise<void> {}
}
