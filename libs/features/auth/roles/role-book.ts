import { Injectable, type OnModuleInit } from '@nestjs/common';
import { allPermissions } from '@platform/http/access/audience';
import { LoadBatcher } from '@platform/persistence/load-batcher';
import { Signals } from '@platform/signals/signals';
import { EVERYTHING, RoleRepository } from './role.repository';

/** What each role allows, in memory: asked on every request. */
@Injectable()
export class RoleBook implements OnModuleInit {
  private permissionsByRole = new Map<string, readonly string[]>();
  private combined = new Map<string, ReadonlySet<string>>();
  /** Many requests at once may want it read again: one reading, begun after they came, serves them all. */
  private readonly readings = new LoadBatcher<never>(() => this.read().then(() => new Map<string, never>()));
  private begun = 0;
  private applied = 0;

  constructor(
    private readonly roles: RoleRepository,
    private readonly signals: Signals,
  ) {}

  async onModuleInit(): Promise<void> {
    this.signals.on('auth.role-defined', () => this.read());
    await this.read();
  }

  /** Grows with every new reading. */
  get changes(): number {
    return this.applied;
  }

  /** For a node that may have missed news. */
  async readAgain(): Promise<void> {
    await this.readings.load('all');
  }

  /** One shared set for each combination of roles; combinations are few, requests many. */
  permissionsOf(roles: readonly string[]): ReadonlySet<string> {
    const key = roles.join(',');
    let set = this.combined.get(key);
    if (!set) {
      set = this.combine(roles);
      this.combined.set(key, set);
    }
    return set;
  }

  private combine(roles: readonly string[]): ReadonlySet<string> {
    const named = roles.flatMap((role) => this.permissionsByRole.get(role) ?? []);
    return new Set(named.includes(EVERYTHING) ? allPermissions().keys() : named);
  }

  private async read(): Promise<void> {
    const turn = ++this.begun;
    const permissions = new Map((await this.roles.all()).map((role) => [role.name, role.permissions]));
    // A slow read must not undo what a later one has already brought.
    if (turn < this.applied) return;
    this.applied = turn;
    this.permissionsByRole = permissions;
    this.combined = new Map();
  }
}
