import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { ConfigurationFaults } from '@platform/config/config';
import { UserDataRegistry } from '@platform/user-data/user-data-registry';
import { ErasureConfig } from '../erasure.config';
import { policiesIn } from '../erasure-policies.rule';

/** Refuses the start if `ERASURE_POLICIES` names an unknown kind of user data, or a policy that it does not support. */
@Injectable()
export class PoliciesCheck implements OnApplicationBootstrap {
  constructor(
    private readonly registry: UserDataRegistry,
    private readonly config: ErasureConfig,
  ) {}

  onApplicationBootstrap(): void {
    const faults = [...policiesIn(this.config.policies)].flatMap(([name, policy]) => {
      const provider = this.registry.provider(name);
      if (!provider) return [`ERASURE_POLICIES names ${name}, which is not a kind of user data.`];
      if (provider.erasurePolicies.includes(policy)) return [];
      return [`ERASURE_POLICIES: ${name} supports ${provider.erasurePolicies.join(', ')}, but not ${policy}.`];
    });
    if (faults.length > 0) throw new ConfigurationFaults(faults);
  }
}
