import { redactedResponse } from './server-answer.rule';

describe('The stored part of a mail server’s answer', () => {
  it('is its code and its text', () => {
    expect(redactedResponse('550 5.1.1 No such mailbox here', [])).toBe('550 5.1.1 No such mailbox here');
    expect(redactedResponse('connect ECONNREFUSED 127.0.0.1:587', [])).toBe('connect ECONNREFUSED 127.0.0.1:587');
  });

  it('contains no address, link, token or login, however they are quoted', () => {
    const login = Buffer.from('\0me\0correct horse').toString('base64');
    const answer = redactedResponse(
      `550 <ada@example.com> said https://id.example.com/reset#token=abc and 12 34, user me2 pass hunter2 ${login}==`,
      ['ada@example.com', '12 34', 'me2', 'hunter2'],
    );
    expect(answer).toBe('550 <[…]> said […] and […], user […] pass […] […]');
  });

  it('is one line, and short', () => {
    const answer = redactedResponse(`550-first\r\n550 second ${'word '.repeat(200)}`, []);
    expect(answer).toMatch(/^550-first 550 second word/);
    expect(answer).toHaveLength(300);
  });
});
