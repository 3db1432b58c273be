import { FieldErrors, RequestProblems, ServiceProblems } from './platform.errors';
import { preferredLanguage, wordProblem } from './wording';

describe('The wording of problems', () => {
  it.each([
    [undefined, 'en'],
    ['', 'en'],
    ['de', 'de'],
    ['de-CH', 'de'],
    ['fr, de;q=0.5', 'de'],
    ['en;q=0.3, de;q=0.9', 'de'],
    ['de;q=0, en', 'en'],
    ['fr', 'en'],
    ['*', 'en'],
    [';;q=,,=', 'en'],
  ])('for Accept-Language %j is in %s', (header, language) => expect(preferredLanguage(header)).toBe(language));

  it('fills the placeholders of the texts of a problem and of its fields', () => {
    const problem = RequestProblems.invalid({
      errors: [{ pointer: '/name', code: FieldErrors.too_long, parameters: { max: 5 } }],
    });
    expect(wordProblem(problem, 'en', 'request-1')).toEqual({
      type: 'urn:userkeep:problem:request.invalid',
      title: 'Some fields are not valid',
      status: 422,
      detail: 'Correct the fields listed in `errors` and try again.',
      code: 'request.invalid',
      instance: 'request-1',
      errors: [{ pointer: '/name', code: 'field.too_long', detail: 'Use at most 5 characters.' }],
    });
  });

  it('lists at most twenty field errors and the number of the others', () => {
    const errors = Array.from({ length: 1200 }, (_, at) => ({ pointer: `/k${at}`, code: FieldErrors.unknown }));
    const worded = wordProblem(RequestProblems.invalid({ errors }), 'en', 'request-3');
    expect([worded.errors?.length, worded.moreErrors]).toEqual([20, 1180]);
  });

  it('does not reveal the cause of an unexpected error', () => {
    const problem = ServiceProblems.unexpected({ cause: new Error('SELECT secret FROM somewhere') });
    expect(JSON.stringify(wordProblem(problem, 'de', 'request-2'))).not.toContain('secret');
  });
});
