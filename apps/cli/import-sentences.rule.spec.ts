import { sentencesAbout } from './import-sentences.rule';

const outcome = {
  bytes: 9,
  totalBytes: 9,
  records: 2,
  before: 0,
  created: 1,
  withoutPassword: 0,
  refused: 1,
  end: 'finished',
} as const;

describe('The summary of an import', () => {
  it('uses the singular for one user and one record, and names users without passwords only if there are any', () => {
    const reasons = new Map([['bad_email', 1]]);
    expect(sentencesAbout(outcome, reasons, {})).toEqual([
      '1 user was imported.',
      '1 record was rejected:',
      '  bad_email: 1',
    ]);
    expect(sentencesAbout(outcome, reasons, { dryRun: true })).toEqual([
      '1 user would be imported.',
      '1 record would be rejected:',
      '  bad_email: 1',
    ]);
    const many = { ...outcome, created: 3000, withoutPassword: 2, refused: 0 };
    expect(sentencesAbout(many, new Map(), {})).toEqual([
      '3,000 users were imported, 2 of them without a password.',
      '0 records were rejected.',
    ]);
  });
});
