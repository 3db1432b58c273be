import { verifyAuthenticationResponse } from '@simplewebauthn/server';
import { SoftwareAuthenticator } from '@test/support/software-authenticator';
import { decoyKey } from './decoy-key';

describe('The dummy key for unknown passkeys', () => {
  it('is a valid key that no signature matches', async () => {
    const authenticator = new SoftwareAuthenticator('https://example.com');
    authenticator.create({
      rp: { id: 'example.com', name: 'Example' },
      user: { id: 'AQID', name: 'ada', displayName: 'Ada' },
      challenge: 'J1v',
      pubKeyCredParams: [],
    });
    const response = authenticator.get({ challenge: 'J1v', rpId: 'example.com' });
    const checked = await verifyAuthenticationResponse({
      response: response as Parameters<typeof verifyAuthenticationResponse>[0]['response'],
      expectedChallenge: 'J1v',
      expectedOrigin: 'https://example.com',
      expectedRPID: 'example.com',
      credential: { id: response.id, publicKey: new Uint8Array(decoyKey()), counter: 0 },
    });
    // An unreadable key would throw instead.
    expect(checked.verified).toBe(false);
    expect(decoyKey()).toHaveLength(77);
  });
});
