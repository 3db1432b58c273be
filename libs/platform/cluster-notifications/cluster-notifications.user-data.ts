import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { TableDeclaration } from '@platform/user-data/table-declaration';
import { UserDataProvider } from '@platform/user-data/user-data-provider';
import { UserDataRegistry } from '@platform/user-data/user-data-registry';

const kept = 'an hour, or up to a day while a node is away';

@Injectable()
export class ClusterNotificationsUserData extends UserDataProvider implements OnModuleInit {
  readonly feature = 'signals';
  readonly tables: readonly TableDeclaration[] = [
    {
      name: 'platform_cluster_notification',
      holds: 'user-data',
      columns: {
        id: { personal: false, why: 'to recognise a signal seen before', kept },
        topic: { personal: false, why: 'what has changed', kept },
        subject: {
          personal: true,
          why: 'the id of the session, account or key that changed',
          kept,
          protection: 'plain',
        },
        sent_at: { personal: false, why: 'to find what is new', kept },
      },
    },
    { name: 'platform_node', holds: 'no-user-data', why: 'Which processes are running.' },
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

  /** Nothing: a signal removed before every node has seen it would leave an erased user's session alive there. */
  async erase(): Promise<void> {}
}
