import { shareComponents, UNAUTHENTICATED } from './shared-components';

const problem = (...codes: string[]) => ({
  description: codes.map((code) => `\`${code}\``).join(', '),
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
});
const parameter = (name: string, description: string) => ({ name, in: 'query', description });
const operation = (responses: object, parameters: object[] = []) => ({ responses, parameters });

describe('The shared components of the OpenAPI document', () => {
  it('contain the responses that several operations repeat, named after their error codes', () => {
    const responses = () => ({
      401: problem(...UNAUTHENTICATED, 'one_time.not_valid'),
      422: problem('request.invalid', 'request.invalid_cursor'),
      204: { description: 'Success.' },
    });
    const paths = { '/a': { get: operation(responses()), put: operation(responses()) } };
    const shared = shareComponents(paths);
    expect(shared.responses).toEqual({
      NoContent: responses()[204],
      UnauthenticatedOrOneTimeNotValid: responses()[401],
      ValidationFailedOrInvalidCursor: responses()[422],
    });
    expect(paths['/a'].put.responses).toEqual({
      204: { $ref: '#/components/responses/NoContent' },
      401: { $ref: '#/components/responses/UnauthenticatedOrOneTimeNotValid' },
      422: { $ref: '#/components/responses/ValidationFailedOrInvalidCursor' },
    });
  });

  it('leave in the operation what only one operation has, and every response with data', () => {
    const data = { description: 'The account', content: { 'application/json': {} } };
    const responses = () => ({ 200: data });
    const paths = {
      '/a': { get: operation({ ...responses(), 404: problem('request.not_found') }), put: operation(responses()) },
    };
    const before = structuredClone(paths);
    expect(shareComponents(paths)).toEqual({ responses: {}, parameters: {} });
    expect(paths).toEqual(before);
  });

  it('leave a second parameter of the same name in its operations', () => {
    const limit = parameter('limit', 'How many entries at most.');
    const other = parameter('limit', 'How many users at most.');
    const paths = {
      '/a': { get: operation({}, [limit]), put: operation({}, [limit]) },
      '/b': { get: operation({}, [other]), put: operation({}, [other]) },
    };
    expect(shareComponents(paths).parameters).toEqual({ LimitInQuery: limit });
    expect(paths['/a'].get.parameters).toEqual([{ $ref: '#/components/parameters/LimitInQuery' }]);
    expect(paths['/b'].get.parameters).toEqual([other]);
  });
});
