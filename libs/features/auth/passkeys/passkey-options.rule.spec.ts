import { creationOptions, requestOptions } from './passkey-options.rule';

const held = [
  { credentialId: Buffer.from([1, 2, 3]), transports: ['usb'] },
  { credentialId: Buffer.from([255]), transports: [] },
];
const described = [
  { id: 'AQID', type: 'public-key', transports: ['usb'] },
  { id: '_w', type: 'public-key' },
];

describe('The options that a browser receives', () => {
  it('allow for a sign-in one of these passkeys, or any, and always require user verification', () => {
    expect(requestOptions('example.com', 'J1v', held)).toEqual({
      challenge: 'J1v',
      rpId: 'example.com',
      timeout: 300_000,
      allowCredentials: described,
      userVerification: 'required',
    });
    expect(requestOptions('example.com', 'J1v', []).allowCredentials).toEqual([]);
  });

  it('exclude for a new passkey the existing ones, and request no attestation', () => {
    const options = creationOptions({
      rp: { id: 'example.com', name: 'Example' },
      user: { handle: Buffer.from([1, 2, 3]), name: 'ada@example.com', displayName: 'Ada' },
      challenge: 'J1v',
      excluded: held,
    });
    expect(options).toMatchObject({
      rp: { id: 'example.com', name: 'Example' },
      user: { id: 'AQID', name: 'ada@example.com', displayName: 'Ada' },
      excludeCredentials: described,
      attestation: 'none',
      authenticatorSelection: { userVerification: 'required' },
    });
    expect(options.pubKeyCredParams.map(({ alg }) => alg)).toEqual([-8, -7, -257]);
  });
});
