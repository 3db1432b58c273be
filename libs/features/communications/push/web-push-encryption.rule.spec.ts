import { encryptedFor, MAX_WEB_PUSH_BYTES } from './web-push-encryption.rule';

/** The example of RFC 8291, section 5. */
const RECEIVER = {
  p256dh: 'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4',
  auth: 'BTBZMqHH6r4Tts7J_aSIgg',
};
const PLAINTEXT = 'When I grow up, I want to be a watermelon';
const ENCRYPTED =
  'DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN';

describe('The encryption of web push messages', () => {
  it('is that of the example in RFC 8291', () => {
    const fixed = {
      privateKey: Buffer.from('yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw', 'base64url'),
      salt: Buffer.from('DGv6ra1nlYgDCS1FRnbzlw', 'base64url'),
      paddedTo: PLAINTEXT.length,
    };
    expect(encryptedFor(RECEIVER, Buffer.from(PLAINTEXT), fixed).toString('base64url')).toBe(ENCRYPTED);
  });

  it('never repeats, and has the same length for each content', () => {
    const sizes = [0, 1, MAX_WEB_PUSH_BYTES].map((size) => encryptedFor(RECEIVER, Buffer.alloc(size)));
    expect(new Set(sizes.map(({ length }) => length))).toEqual(new Set([4096]));
    expect(new Set(sizes.map((bytes) => bytes.subarray(0, 16).toString('hex'))).size).toBe(3);
  });

  it('refuses a content that is too long', () => {
    expect(() => encryptedFor(RECEIVER, Buffer.alloc(MAX_WEB_PUSH_BYTES + 1))).toThrow(RangeError);
  });
});
