import { Injectable } from '@nestjs/common';
import { FieldErrors, RequestProblems } from '@platform/errors/platform.errors';
import { Events } from '@platform/events/events';
import { refusedField } from '@platform/http/fields/refusals';
import { Transactions } from '@platform/persistence/transactions';
import { Signals } from '@platform/signals/signals';
import { AuthFieldErrors, AuthProblems } from '../../auth.errors';
import { PermissionDefined, PermissionRemoved } from '../../auth.events';
import { AppPermissionRepository, type AppPermission } from './app-permission.repository';
import { isReserved, PERMISSION_NAME } from './permission-name.rule';

/** As many as a list of roles shows. */
const MOST = 500;

/** Manages the permissions that the app defines and enforces. Roles and API keys of backends can include them. */
@Injectable()
export class AppPermissionsService {
  constructor(
    private readonly permissions: AppPermissionRepository,
    private readonly events: Events,
    private readonly signals: Signals,
    private readonly transactions: Transactions,
  ) {}

  async list() {
    return { items: await this.permissions.all(), nextCursor: null };
  }

  async put(permission: AppPermission): Promise<AppPermission> {
    const { name } = permission;
    if (!PERMISSION_NAME.test(name) || name.length > 60)
      throw refusedField('/name', FieldErrors.bad_format, { form: 'shop.refund' });
    if (isReserved(name)) throw refusedField('/name', AuthFieldErrors.reserved_permission);
    await this.transactions.run(async () => {
      await this.permissions.put(permission);
      if ((await this.permissions.all()).length > MOST)
        throw AuthProblems.too_many_permissions({ parameters: { max: MOST } });
      await this.events.publish(PermissionDefined.of({ subject: null, facts: { permission: name } }));
      await this.signals.send('auth.role-defined', name);
    });
    await this.signals.settled();
    return permission;
  }

  async remove(name: string): Promise<void> {
    await this.transactions.run(async () => {
      // Removed first, and so locked: a role that is being given it waits, and then does not find it.
      if (!(await this.permissions.remove(name))) throw RequestProblems.not_found();
      if (await this.permissions.isUsed(name)) throw AuthProblems.permission_in_use();
      await this.events.publish(PermissionRemoved.of({ subject: null, facts: { permission: name } }));
      await this.signals.send('auth.role-defined', name);
    });
    await this.signals.settled();
  }
}
