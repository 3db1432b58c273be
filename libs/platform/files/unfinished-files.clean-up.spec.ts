import { UnfinishedFilesCleanUp } from './unfinished-files.clean-up';

describe('UnfinishedFilesCleanUp', () => {
  it('removes unfinished files that are a day old', async () => {
    const files = { removeUnfinished: jest.fn(async () => 0) };
    const jobs = { every: jest.fn() };
    new UnfinishedFilesCleanUp(files as never, jobs as never).onModuleInit();
    const [[{ name, run }]] = jobs.every.mock.calls;
    expect(name).toBe('files.remove-unfinished');
    await run();
    const [[before]] = files.removeUnfinished.mock.calls as unknown as [[Date]];
    expect(Date.now() - before.getTime()).toBeGreaterThanOrEqual(24 * 3_600_000);
  });
});
