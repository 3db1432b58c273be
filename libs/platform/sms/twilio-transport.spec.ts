import type { HttpClient } from '@platform/http-client/http-client';
import { TwilioTransport } from './twilio-transport';

const ACCOUNT = { url: 'https://sms.example.com', accountSid: 'AC1', authToken: 'secret', from: '+14155552671' };
const MESSAGE = { to: '+491701234567', text: 'Hello', secondsLeft: 60 };

describe('The Twilio transport', () => {
  const forms: URLSearchParams[] = [];
  const transport = (answer: () => Promise<Response>, account = ACCOUNT) => {
    const fetchWithin =
      () =>
      async (_url: unknown, { body }: RequestInit) => {
        forms.push(new URLSearchParams(body as string));
        return answer();
      };
    return new TwilioTransport(account, { fetchWithin } as unknown as HttpClient);
  };
  const json = (status: number, body: unknown) => async () => new Response(JSON.stringify(body), { status });

  it('uses a messaging service if it is configured', async () => {
    const from = `MG${'0a'.repeat(16)}`;
    await transport(json(201, {}), { ...ACCOUNT, from }).deliver(MESSAGE);
    expect(Object.fromEntries(forms.at(-1) ?? [])).toEqual({
      To: MESSAGE.to,
      MessagingServiceSid: from,
      Body: 'Hello',
      ValidityPeriod: '60',
    });
  });

  it('limits the validity to what Twilio accepts', async () => {
    for (const secondsLeft of [-5, 100_000]) await transport(json(201, {})).deliver({ ...MESSAGE, secondsLeft });
    expect(forms.slice(-2).map((form) => form.get('ValidityPeriod'))).toEqual(['1', '14400']);
  });

  it.each([
    [400, true],
    [404, true],
    [401, false],
    [403, false],
    [408, false],
    [429, false],
    [500, false],
    [503, false],
    [307, false],
  ])('says whether a retry after %i is pointless: %p', async (status, isFinal) => {
    const refused = transport(json(status, { code: 21211, message: `The number ${MESSAGE.to} is not valid` }));
    await expect(refused.deliver(MESSAGE)).rejects.toMatchObject({
      isFinal,
      message: `Twilio answered ${status} with error 21211.`,
    });
  });

  it('repeats neither the body of an error nor the reason of a broken one', async () => {
    const broken = transport(async () => new Response(`<html>${MESSAGE.to}</html>`, { status: 502 }));
    await expect(broken.deliver(MESSAGE)).rejects.toMatchObject({ message: 'Twilio answered 502.', isFinal: false });
  });

  it('counts a message as sent if only the body of the answer is broken', async () => {
    const broken = transport(async () => new Response('{', { status: 201 }));
    expect(await broken.deliver(MESSAGE)).toBe('Twilio accepted it.');
  });

  it('tries again after a connection that fails or does not answer in time', async () => {
    const silent = transport(async () => {
      throw new DOMException('The operation was aborted due to timeout', 'TimeoutError');
    });
    await expect(silent.deliver(MESSAGE)).rejects.toMatchObject({
      isFinal: false,
      message: 'Twilio could not be reached: The operation was aborted due to timeout',
    });
  });
});
