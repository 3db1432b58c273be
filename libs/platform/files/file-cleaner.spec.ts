import type { JobDefinition } from '@platform/jobs/job-definition';
import { FileCleaner } from './file-cleaner';

describe('The cleaner of files', () => {
  const files = { remove: jest.fn() };
  const isUsed = jest.fn();
  const jobs = {
    definition: undefined as JobDefinition<object> | undefined,
    define: (definition: never) => (jobs.definition = definition),
    enqueue: jest.fn(),
  };
  const cleaner = new FileCleaner(jobs as never, files as never, { job: 'test.remove', storedWithinMs: 5000, isUsed });
  const handle = () => jobs.definition?.handle({ file: 'a' }, {} as never);
  beforeEach(() => jest.clearAllMocks());

  it('removes a file that no row names', async () => {
    isUsed.mockResolvedValue(false);
    await handle();
    expect(files.remove).toHaveBeenCalledWith('a');
  });

  it('keeps a file that a row names, so that a successful upload stays', async () => {
    isUsed.mockResolvedValue(true);
    await handle();
    expect(files.remove).not.toHaveBeenCalled();
  });

  it('enqueues jobs that do not name the user, because an erasure deletes those that do', async () => {
    await cleaner.removeAfterCommit({ file: 'a' });
    await cleaner.removeUnlessUsed({ file: 'a' });
    expect(jobs.enqueue.mock.calls).toEqual([
      ['test.remove', { file: 'a' }],
      ['test.remove', { file: 'a' }, { delayMs: 5000 }],
    ]);
  });
});
