import type { JobDefinition } from '@platform/jobs/job-definition';
import type { UserId } from '@platform/ids/ids';
import { AvatarCleaner } from './avatar-cleaner';

describe('AvatarCleaner', () => {
  const files = { remove: jest.fn() };
  const accounts = { byId: jest.fn() };
  const jobs = {
    definition: undefined as JobDefinition<object> | undefined,
    define: (d: never) => (jobs.definition = d),
    enqueue: jest.fn(),
  };
  const cleaner = new AvatarCleaner(jobs as never, accounts as never, files as never);
  cleaner.onModuleInit();
  const handle = () => jobs.definition?.handle({ userId: 'u', file: 'a' }, {} as never);
  beforeEach(() => jest.clearAllMocks());

  it.each([
    ['the account has another picture', { avatarFile: 'b' }],
    ['none is shown', { avatarFile: null }],
    ['the account no longer exists', undefined],
  ])('removes a file when %s', async (_why, account) => {
    accounts.byId.mockResolvedValue(account);
    await handle();
    expect(files.remove).toHaveBeenCalledWith('a');
  });

  it('keeps the current file of the account, so that a successful upload stays', async () => {
    accounts.byId.mockResolvedValue({ avatarFile: 'a' });
    await handle();
    expect(files.remove).not.toHaveBeenCalled();
  });

  it('enqueues in no stream of the user, because an erasure empties that', async () => {
    await cleaner.removeAfterCommit('u' as UserId, 'a');
    await cleaner.removeUnlessUsed('u' as UserId, 'a');
    for (const [, , options] of jobs.enqueue.mock.calls) expect(options?.stream ?? null).toBeNull();
    expect(jobs.enqueue.mock.calls[1][2].delayMs).toBeGreaterThan(3_000_000);
  });
});
