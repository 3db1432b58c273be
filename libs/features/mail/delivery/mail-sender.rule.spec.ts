import { parseMailSender, senderOf } from './mail-sender.rule';

describe('The sender of mails', () => {
  it('is an address, optionally with a name before it', () => {
    expect(parseMailSender('no-reply@example.com')).toEqual({ name: '', address: 'no-reply@example.com' });
    expect(parseMailSender(' Müller & Söhne <no-reply@example.com> ')).toEqual({
      name: 'Müller & Söhne',
      address: 'no-reply@example.com',
    });
    expect(parseMailSender('"Example, Inc." <no-reply@example.com>')?.name).toBe('Example, Inc.');
  });

  it.each([
    'no-reply',
    'a@example.com, b@example.com',
    'Name <a@example.com>, b@example.com',
    'Name <a@example.com> <b@example.com>',
    'Na\nme <a@example.com>',
    'Name <a@example.com',
    '<>',
  ])('is rejected as %j', (text) => {
    expect(parseMailSender(text)).toBeUndefined();
  });

  it('has the name of the app if it has no name', () => {
    const address = 'no-reply@example.com';
    expect(senderOf({ sender: { name: '', address }, appName: 'Shop' })).toEqual({ name: 'Shop', address });
    expect(senderOf({ sender: { name: 'Other', address }, appName: 'Shop' }).name).toBe('Other');
  });
});
