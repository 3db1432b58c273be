import { isLocalHost } from './local-host.rule';

describe('The mailbox', () => {
  it.each(['localhost', 'localhost:3000', '127.0.0.1:3000', '[::1]:3000', 'dev.example.com', 'DEV.example.com:443'])(
    'is served for the host %s',
    (host) => {
      expect(isLocalHost(host, 'https://dev.example.com')).toBe(true);
    },
  );

  it.each([undefined, '', 'evil.example', 'localhost.evil.example', 'a@localhost', 'localhost/evil', '192.0.2.1:3000'])(
    'is not served for the host %s',
    (host) => {
      expect(isLocalHost(host, 'https://dev.example.com')).toBe(false);
    },
  );
});
