import { ChoiceField, TextField } from '@platform/http/fields/fields';
import { PURPOSES, type Purpose } from '../exchange/exchange-purposes';

export class BeginFlowQuery {
  @TextField({
    max: 500,
    description: 'Where to return to; one of the addresses in `REDIRECT_URIS`, exactly.',
    example: 'https://app.example.com/signed-in',
  })
  redirectUri: string;

  @TextField({
    min: 43,
    max: 43,
    pattern: /^[A-Za-z0-9_-]{43}$/,
    form: 'base64url(SHA-256(verifier))',
    description: 'PKCE (RFC 7636): whoever redeems the code must know the verifier this was made of.',
    example: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
  })
  codeChallenge: string;

  @ChoiceField({ values: ['S256'], description: 'How the challenge was made.', example: 'S256' })
  codeChallengeMethod: 'S256';

  @TextField({ max: 500, optional: true, description: 'Comes back as it is.' })
  state?: string;

  @ChoiceField({
    values: PURPOSES,
    optional: true,
    description: 'To sign in (the default), or to link the identity to the account that is signed in.',
  })
  purpose?: Purpose;
}
