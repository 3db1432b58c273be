import type { ErasurePolicy } from '@platform/user-data/erasure-policy';
import { TablesProvider } from '@platform/user-data/tables-provider';
import { UserDataRegistry } from '@platform/user-data/user-data-registry';
import { ErasureConfig } from '../erasure.config';
import { PoliciesCheck } from './policies-check';

class Posts extends TablesProvider {
  override readonly erasurePolicies: readonly ErasurePolicy[] = ['delete', 'anonymise'];
}

describe('The check of erasure policies', () => {
  const start = (...policies: string[]) => {
    const registry = new UserDataRegistry();
    registry.register(new TablesProvider('mail', [], undefined as never));
    registry.register(new Posts('content', [], undefined as never));
    const config = Object.assign(new ErasureConfig(), { policies });
    return () => new PoliciesCheck(registry, config).onApplicationBootstrap();
  };

  it.each([[[]], [['content=anonymise']], [['content=delete', 'mail=delete']]])('accepts %j', (policies) => {
    expect(start(...policies)).not.toThrow();
  });

  it.each([
    ['posts=delete', 'posts, which is not a kind of user data'],
    ['mail=anonymise', 'mail supports delete, but not anonymise'],
    ['content=reassign', 'content supports delete, anonymise, but not reassign'],
  ])('refuses the start with %s', (policy, reason) => {
    expect(start(policy)).toThrow(reason);
  });
});
