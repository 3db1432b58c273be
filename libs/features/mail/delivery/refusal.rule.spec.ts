import { isRefusedForGood } from './refusal.rule';

describe('A failed attempt', () => {
  it.each([
    [550, 'MAIL FROM'],
    [550, 'RCPT TO'],
    [552, 'DATA'],
    [554, 'DATA'],
  ])('is the last one after %i to %s', (responseCode, command) => {
    expect(isRefusedForGood({ responseCode, command })).toBe(true);
  });

  it.each([
    [450, 'RCPT TO'],
    [451, 'DATA'],
    [421, 'MAIL FROM'],
    [554, 'CONN'],
    [535, 'AUTH PLAIN'],
    [530, 'MAIL FROM'],
    [503, 'RCPT TO'],
    [502, 'EHLO'],
    [250, 'DATA'],
    [undefined, 'CONN'],
    [undefined, undefined],
  ])('is followed by another after %s to %s', (responseCode, command) => {
    expect(isRefusedForGood({ responseCode, command })).toBe(false);
  });
});
