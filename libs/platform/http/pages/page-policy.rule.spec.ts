import { pagePolicy } from './page-policy.rule';

describe('The policy of a page', () => {
  it('allows only its own script, its own style and requests to this server', () => {
    expect(pagePolicy({ script: 'go()', style: 'p {}' }).split('; ')).toEqual([
      "default-src 'none'",
      "script-src 'sha256-5KYv+PUboo5h+0+YAtGRPbwv5d/QxzHslP4YGnUaxRw='",
      "style-src 'sha256-SNJDlN1Iy2mnt7DOjQIyDb2LQE6O5PQiSZomcdzawQ4='",
      "connect-src 'self'",
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ]);
  });
});
