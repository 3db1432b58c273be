import { IdField, ShapeListField, TextField, TimeField } from '@platform/http/fields/fields';
import { NEXT_CURSOR } from '@platform/http/paging/page';
import { checkShape } from '@platform/http/fields/shape-rules';
import { CODE_OF_FLOW, CODE_VERIFIER } from '../exchange/exchange.dto';
import { ID_TOKEN } from '../native/id-token.dto';
import { IdentityFieldErrors } from '../identities.errors';

export class IdentityDto {
  @IdField({ description: 'The ID of the identity.', example: '01993f0e-5a5e-7cc0-8f0e-0a1b2c3d4e5f' })
  id: string;

  @TextField({ max: 40, description: 'The provider: `google`, or the name of an OpenID provider.', example: 'google' })
  provider: string;

  @TextField({ max: 100, description: 'The display name of the provider.', example: 'Google' })
  label: string;

  @TextField({
    max: 254,
    nullable: true,
    description: 'The most recent email address at the provider. It can differ from that of the account.',
    example: 'ada@example.com',
  })
  email: string | null;

  @TimeField({ description: 'The time of linking.', example: '2026-11-20T20:15:00.000Z' })
  linkedAt: string;

  @TimeField({ description: 'The time of the last sign-in.', example: '2026-11-20T20:15:00.000Z' })
  lastUsedAt: string;
}

export class IdentityListDto {
  @ShapeListField(() => IdentityDto, { maxItems: 100, description: 'The identities, newest first.' })
  items: IdentityDto[];

  @TextField(NEXT_CURSOR)
  nextCursor: string | null;
}

export class LinkIdentityDto {
  @TextField({
    ...CODE_OF_FLOW,
    optional: true,
    description: 'The code of a sign-in flow that was started with `purpose=link`.',
  })
  code?: string;

  @TextField({ ...CODE_VERIFIER, optional: true })
  codeVerifier?: string;

  @TextField({ max: 40, optional: true, description: 'The provider of the ID token.', example: 'google' })
  provider?: string;

  @TextField({ ...ID_TOKEN, optional: true })
  idToken?: string;
}

const BY_CODE = ['code', 'codeVerifier'];
const BY_ID_TOKEN = ['provider', 'idToken'];

checkShape(LinkIdentityDto, 'proof', (_given, sent) => {
  const [some, others] = sent.has('code') || sent.has('codeVerifier') ? [BY_CODE, BY_ID_TOKEN] : [BY_ID_TOKEN, BY_CODE];
  const isOneOfTheTwo = some.every((name) => sent.has(name)) && !others.some((name) => sent.has(name));
  return isOneOfTheTwo ? [] : [{ pointer: '/code', code: IdentityFieldErrors.code_or_id_token }];
});
