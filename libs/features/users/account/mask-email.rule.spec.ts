import { maskEmail } from './mask-email.rule';

describe('A masked email address', () => {
  it.each([
    ['ada@example.com', 'a***@example.com'],
    ['a@example.com', '***@example.com'],
    ['änne@bücher.example', 'ä***@bücher.example'],
    ['😀x@example.com', '😀***@example.com'],
    [`${'x'.repeat(64)}@example.com`, 'x***@example.com'],
  ])('shows no more of %s than %s', (email, masked) => {
    expect(maskEmail(email)).toBe(masked);
  });
});
