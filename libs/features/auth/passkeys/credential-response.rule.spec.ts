import fc from 'fast-check';
import { readAssertion, readRegistration } from './credential-response.rule';

const assertion = {
  id: 'AQID',
  rawId: 'AQID',
  type: 'public-key',
  response: { clientDataJSON: 'e30', authenticatorData: 'AAAA', signature: 'MEU', userHandle: 'AZk' },
  clientExtensionResults: {},
};
const registration = {
  ...assertion,
  response: { clientDataJSON: 'e30', attestationObject: 'o2N', transports: ['usb', 'telepathy', 'nfc', 7] },
};

describe('The response of a browser', () => {
  it('is read with only its relevant fields', () => {
    expect(readAssertion({ ...assertion, authenticatorAttachment: 'platform' })).toEqual(assertion);
    const { userHandle: _none, ...response } = assertion.response;
    expect(readAssertion({ ...assertion, response })?.response).toEqual(response);
  });

  it('contains the known transports of an authenticator', () => {
    expect(readRegistration(registration)?.response.transports).toEqual(['nfc', 'usb']);
    const { transports: _none, ...response } = registration.response;
    expect(readRegistration({ ...registration, response })?.response.transports).toEqual([]);
  });

  it.each<[string, object]>([
    ['another kind', { type: 'password' }],
    ['two ids', { rawId: 'AQIE' }],
    ['an id with unused bits', { id: 'AR', rawId: 'AR' }],
    ['an id in plain base64', { id: 'AQ+/', rawId: 'AQ+/' }],
    ['an id with padding', { id: 'AQI=', rawId: 'AQI=' }],
    ['an empty id', { id: '', rawId: '' }],
    ['an id that is too long', { id: 'A'.repeat(1368), rawId: 'A'.repeat(1368) }],
    ['no response', { response: undefined }],
    ['null as the response', { response: null }],
    ['a text as the response', { response: 'x' }],
    ['an empty response', { response: {} }],
    [
      'a response that is too large',
      { response: { ...assertion.response, ...registration.response, clientDataJSON: 'A'.repeat(8193) } },
    ],
  ])('is rejected with %s', (_what, change) => {
    expect(readAssertion({ ...assertion, ...change })).toBeUndefined();
    expect(readRegistration({ ...registration, ...change })).toBeUndefined();
  });

  it('never makes the parser throw', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom('id', 'rawId', 'type', 'response'), fc.jsonValue()), (given) => {
        readAssertion(given);
        readRegistration(given);
      }),
    );
  });
});
