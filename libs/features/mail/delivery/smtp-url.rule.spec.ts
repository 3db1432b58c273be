import { parseSmtpUrl } from './smtp-url.rule';

describe('The URL of a mail server', () => {
  it('has the usual ports, and TLS from the start only with smtps', () => {
    expect(parseSmtpUrl('smtp://mail.example.com')).toEqual({
      host: 'mail.example.com',
      port: 587,
      secure: false,
      login: undefined,
    });
    expect(parseSmtpUrl('smtps://mail.example.com/')).toMatchObject({ port: 465, secure: true });
    expect(parseSmtpUrl('smtp://[::1]:2525')).toMatchObject({ host: '::1', port: 2525 });
  });

  it('can contain a login, percent-encoded', () => {
    expect(parseSmtpUrl('smtp://me%40example.com:p%3A%2F%40ss@mail.example.com:25')?.login).toEqual({
      user: 'me@example.com',
      password: 'p:/@ss',
    });
  });

  it.each([
    'mail.example.com',
    'http://mail.example.com',
    'smtp://',
    'smtp://user@mail.example.com',
    'smtp://:password@mail.example.com',
    'smtp://user:%E0%A4%A@mail.example.com',
    'smtp://mail.example.com/path',
    'smtp://mail.example.com?debug=true',
    'smtp://mail.example.com#here',
  ])('is rejected as %s', (text) => {
    expect(parseSmtpUrl(text)).toBeUndefined();
  });
});
