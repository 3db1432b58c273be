import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { allSections } from '@platform/config/config';
import { envExample } from '@platform/config/env-example';
import { allFieldErrors, allProblems } from '@platform/errors/catalogue';
import { loadDeclarations } from '@test/support/declarations';
import { openapiDocument } from '../../apps/cli/openapi.command';

const committed = (file: string) => readFileSync(join(__dirname, '..', '..', file), 'utf8');

/** `npm run generate` writes all of these files. */
describe('The generated files', () => {
  beforeAll(loadDeclarations);

  it('list every variable that the product reads in .env.example', () => {
    const variables = allSections().flatMap(({ settings }) => Object.values(settings).map(({ variable }) => variable));
    const example = committed('.env.example');
    expect(variables.filter((variable) => !example.includes(`\n#${variable}=`))).toEqual([]);
    expect(example).toBe(envExample());
  });

  it('describe the current API in openapi.json', async () => {
    const document: unknown = JSON.parse(JSON.stringify(await openapiDocument({ NODE_ENV: 'development' })));
    expect(JSON.parse(committed('openapi.json'))).toEqual(document);
  });

  it('explain every error code in docs/errors.md', () => {
    const page = committed('docs/errors.md');
    const codes = [...allProblems().keys(), ...allFieldErrors().keys()];
    expect(codes.filter((code) => !page.includes(`| \`${code}\``))).toEqual([]);
  });
});
