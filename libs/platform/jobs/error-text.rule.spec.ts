import { errorText, errorTextWithoutValues } from './error-text.rule';

describe('The stored text of a failure', () => {
  it('contains no email address', () => {
    const text = errorText(new Error('550 <ada.lovelace@example.org>: no such user, try bob@example.com'));
    expect(text).toBe('Error: 550 <[address]>: no such user, try [address]');
  });

  it('is bounded, even with surrogate pairs', () => {
    expect([...errorText(new Error('😀'.repeat(5000)))]).toHaveLength(400);
  });

  it('is a sentence if something other than an error was thrown', () => {
    expect(errorText({ password: 'secret' })).not.toContain('secret');
  });
});

describe('The stored text of a failure with the data of a user', () => {
  const textOf = (message: string) => errorTextWithoutValues(new Error(message)).slice('Error: '.length);

  it('contains no email address', () => {
    expect(textOf('550 <ada@example.org>: no such user')).toBe('550 <[address]>: no such user');
  });

  it.each([
    ["Duplicate entry 'Lovelace' for key 'users_email'", "Duplicate entry '[value]' for key 'users_email'"],
    ["Duplicate entry 'O'Hara' for key 'name'", "Duplicate entry '[value]' for key 'name'"],
    ["Duplicate entry 'O''Hara' for key 'name'", "Duplicate entry '[value]' for key 'name'"],
    [
      "Incorrect string value: 'it\\'s Ada' for column 'bio' at row 1",
      "Incorrect string value: '[value]' for column 'bio' at row 1",
    ],
    [`Unexpected token 'L', "Lovelace" is not valid JSON`, `Unexpected token '[value]', "[value]" is not valid JSON`],
    ['The user `ada` is gone', 'The user `[value]` is gone'],
    ["Table 'userkeep.users_account' doesn't exist", "Table 'userkeep.users_account' doesn't exist"],
    ["It can't be sent, the user doesn't exist", "It can't be sent, the user doesn't exist"],
    ["The value '' is invalid for key 'name'", "The value '' is invalid for key 'name'"],
  ])('contains no quoted values, only the names of tables, columns and keys: %s', (message, text) => {
    expect(textOf(message)).toBe(text);
  });

  it('removes the rest of a value whose quotation mark is not closed', () => {
    expect(textOf("Incorrect value: 'Lovelace")).toBe("Incorrect value: '[value]'");
  });

  it.each([
    ['+4915112345678 is not reachable', '[number] is not reachable'],
    ['+49 151 123 45 678 is not reachable', '[number] is not reachable'],
    ['(030) 1234-5678 is not reachable', '[number] is not reachable'],
    ['no account 12345', 'no account [number]'],
    ['ada1815 and ada18151', 'ada1815 and ada[number]'],
  ])('contains no numbers of 5 or more digits: %s', (message, text) => {
    expect(textOf(message)).toBe(text);
  });

  it.each([
    'connect ECONNREFUSED 10.0.0.7:3306',
    'The endpoint answered 503 within 2000 ms.',
    'There is no session 01993f0e-1111-7222-8333-012345678901.',
  ])('keeps what identifies the failure: %s', (message) => {
    expect(textOf(message)).toBe(message);
  });

  it('is bounded, and removes a value that the limit would cut', () => {
    const text = textOf(`${'x'.repeat(380)} '${'Lovelace '.repeat(10)}'`);
    expect(text).not.toContain('Lovelace');
    expect([...errorTextWithoutValues(new Error('😀'.repeat(5000)))]).toHaveLength(400);
  });
});
