import type { JobDefinition } from '@platform/jobs/job-definition';
import { AvatarCleaner } from './avatar-cleaner';

describe('AvatarCleaner', () => {
  const files = { remove: jest.fn() };
  const accounts = { isAvatarUsed: jest.fn() };
  const jobs = {
    definition: undefined as JobDefinition<object> | undefined,
    define: (d: never) => (jobs.definition = d),
    enqueue: jest.fn(),
  };
  const cleaner = new AvatarCleaner(jobs as never, accounts as never, files as never);
  cleaner.onModuleInit();
  const handle = () => jobs.definition?.handle({ file: 'a' }, {} as never);
  beforeEach(() => jest.clearAllMocks());

  it('removes a file that no account uses', async () => {
    accounts.isAvatarUsed.mockResolvedValue(false);
    await handle();
    expect(files.remove).toHaveBeenCalledWith('a');
  });

  it('keeps the current file of an account, so that a successful upload stays', async () => {
    accounts.isAvatarUsed.mockResolvedValue(true);
    await handle();
    expect(files.remove).not.toHaveBeenCalled();
  });

  it('enqueues jobs that do not name the user, because an erasure deletes those that do', async () => {
    await cleaner.removeAfterCommit('a');
    await cleaner.removeUnlessUsed('a');
    for (const [, payload, options] of jobs.enqueue.mock.calls)
      expect([payload, options?.stream ?? null]).toEqual([{ file: 'a' }, null]);
    expect(jobs.enqueue.mock.calls[1][2].delayMs).toBeGreaterThan(3_000_000);
  });
});
