import type { Answer } from './test-api';

/** Checks the complete form of an error response, and that it reveals no internals. */
export function expectProblem({ status, body, headers }: Answer, code: string, wanted: number): void {
  expect({ status, code: body?.code }).toEqual({ status: wanted, code });
  expect(headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
  expect(body.instance).toBe(headers.get('x-request-id'));
  expect(body.type).toBe(`urn:userkeep:problem:${code}`);
  expect(JSON.stringify(body)).not.toMatch(/node_modules|SELECT|at \w+ \(|\.ts:/);
}
