import { parseSummary } from './archive-summary';

describe('The summary of an archive', () => {
  it('lists the sections', () => {
    const summary = { sections: { files: { items: 1, bytes: 2, sha256: 'ab' } }, missingFiles: 0 };
    expect(parseSummary(JSON.stringify(summary))).toEqual(summary);
  });

  it.each(['null', '1', '[]', '{}', '{"sections":null}', '{"sections":[]}', '{"sections":{"files":null}}'])(
    'is not %s',
    (text) => expect(parseSummary(text)).toBeUndefined(),
  );
});
