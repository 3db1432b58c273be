import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { allFieldErrors, allProblems } from '@platform/errors/catalogue';
import { LANGUAGES, type Text } from '@platform/errors/problem';
import { loadDeclarations } from '@test/support/declarations';

describe('The error codes', () => {
  beforeAll(loadDeclarations);

  it('are frozen', () => {
    const declared = [
      ...[...allProblems()].map(([code, { status }]) => `${status} ${code}`),
      ...[...allFieldErrors().keys()].map((code) => `field ${code}`),
    ];
    const frozen = readFileSync(join(__dirname, 'error-codes.txt'), 'utf8').trim().split('\n');
    // Clients rely on the codes. A new code is added to error-codes.txt; an old one stays unchanged.
    expect(declared.sort()).toEqual(frozen);
  });

  it('have a text in every language, with the same placeholders', () => {
    const faults = [...texts()].flatMap(([where, text]) => faultsOf(text).map((fault) => `${where}: ${fault}`));
    expect(faults).toEqual([]);
  });
});

function* texts(): Generator<[string, Text]> {
  for (const [code, { title, detail }] of allProblems()) {
    yield [code, title];
    if (detail) yield [`${code} (detail)`, detail];
  }
  yield* allFieldErrors();
}

function faultsOf(text: Text): string[] {
  const missing = LANGUAGES.filter((language) => !text[language]?.trim()).map((language) => `no text in ${language}`);
  const differing = LANGUAGES.filter((language) => parametersOf(text[language]) !== parametersOf(text.en));
  return [...missing, ...differing.map((language) => `other parameters in ${language} than in en`)];
}

function parametersOf(text = ''): string {
  return [...new Set(text.match(/\{\w+\}/g))].sort().join(' ');
}
