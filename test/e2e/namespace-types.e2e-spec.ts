import { ServedDocument } from '@platform/http/docs/served-document';
import { GeneratedClient } from '@test/support/generated-client';
import { TestApi, type TestUser } from '@test/support/test-api';

const SCHEMA = {
  type: 'object',
  $defs: { width: { type: 'integer', minimum: 1 } },
  properties: {
    layout: { enum: ['list', 'board'], default: 'list' },
    columns: { type: 'object', properties: { first: { $ref: '#/$defs/width' } } },
    score: { type: 'integer', 'x-access': { read: ['admin'], write: ['admin'] } },
    plan: { type: 'string', 'x-access': { write: ['admin'] } },
  },
  additionalProperties: false,
};

/** The compiler reports a line with `@ts-expect-error` that has no error. */
const CALLS = `
import { getBoardViewPreferences, updateBoardViewPreferences, updateUiPreferences } from './client';
export async function calls() {
  const { data } = await getBoardViewPreferences();
  const layout: 'list' | 'board' = data!.values.layout;
  const plan: string | undefined = data!.values.plan;
  await updateBoardViewPreferences({ body: { layout: 'board', columns: { first: 2 } } });
  await updateBoardViewPreferences({ body: { layout: null } });
  await updateUiPreferences({ body: { theme: 'dark' } });
  // @ts-expect-error
  await updateBoardViewPreferences({ body: { layout: 'grid' } });
  // @ts-expect-error
  await updateBoardViewPreferences({ body: { columns: { first: true } } });
  // @ts-expect-error
  await updateBoardViewPreferences({ body: { plan: 'pro' } });
  // @ts-expect-error
  await updateUiPreferences({ body: { theme: 'neon' } });
  // @ts-expect-error
  return [layout, plan, data!.values.score];
}
`;

describe('The types of namespaces in openapi.json?namespaces=1', () => {
  let api: TestApi;
  let admin: TestUser;
  let document: ServedDocument;
  const client = new GeneratedClient();

  beforeAll(async () => {
    api = await TestApi.start();
    admin = await api.administrator();
    document = new ServedDocument(api.app, 'test');
  });
  afterAll(async () => {
    client.remove();
    await api.stop();
  });

  const typed = () => document.textFor({ namespaces: '1' });

  it('contain the namespaces that an administrator has defined, as soon as they are defined', async () => {
    expect(await typed()).not.toContain('BoardView');
    const path = '/v1/admin/preference-schemas/board-view';
    const { status } = await api.call('PUT', path, { token: admin.token, body: { schema: SCHEMA } });
    expect(status).toBe(200);
    const { paths, components } = JSON.parse(await typed());
    expect(paths).toHaveProperty(
      ['/v1/me/preferences/board-view', 'patch', 'operationId'],
      'updateBoardViewPreferences',
    );
    expect(Object.keys(components.schemas.BoardViewPreferences.properties).sort()).toEqual([
      'columns',
      'layout',
      'plan',
    ]);
    for (const query of [{}, { namespaces: '0' }, undefined])
      expect(await document.textFor(query)).not.toContain('BoardView');
  });

  it('make a generated client typed', async () => {
    expect(await client.generate(await typed())).toMatchObject({ code: 0 });
    expect(await client.compile(CALLS)).toEqual({ code: 0, output: '' });
  }, 180_000);
});
