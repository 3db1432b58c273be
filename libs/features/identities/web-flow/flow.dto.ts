import { ChoiceField, TextField } from '@platform/http/fields/fields';
import { PURPOSES, type Purpose } from '../exchange/exchange-purposes';

export class BeginFlowQuery {
  @TextField({
    max: 500,
    description: 'The redirect URI. It must exactly match one in `REDIRECT_URIS`.',
    example: 'https://app.example.com/signed-in',
  })
  redirectUri: string;

  @TextField({
    min: 43,
    max: 43,
    pattern: /^[A-Za-z0-9_-]{43}$/,
    form: 'base64url(SHA-256(verifier))',
    description: 'The PKCE code challenge (RFC 7636). The code can only be exchanged with its verifier.',
    example: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
  })
  codeChallenge: string;

  @ChoiceField({ values: ['S256'], description: 'The PKCE code challenge method.', example: 'S256' })
  codeChallengeMethod: 'S256';

  @TextField({ max: 500, optional: true, description: 'A value that is returned unchanged.' })
  state?: string;

  @ChoiceField({
    values: PURPOSES,
    optional: true,
    description: 'Whether to sign in (the default) or to link the identity to the signed-in account.',
  })
  purpose?: Purpose;
}
