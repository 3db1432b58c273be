import { ShapeListField, TextField } from '@platform/http/fields/fields';

export class JwkDto {
  @TextField({ max: 10, description: 'Key type.', example: 'EC' })
  kty: string;
  @TextField({ max: 10, description: 'Curve.', example: 'P-256' })
  crv: string;
  @TextField({ max: 100, description: 'X coordinate.', example: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU' })
  x: string;
  @TextField({ max: 100, description: 'Y coordinate.', example: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0' })
  y: string;
  @TextField({ max: 64, description: 'The key ID, as in the header of a token.', example: 's-1' })
  kid: string;
  @TextField({ max: 10, description: 'The use of the key.', example: 'sig' })
  use: string;
  @TextField({ max: 10, description: 'Algorithm.', example: 'ES256' })
  alg: string;
}

export class JwksDto {
  @ShapeListField(() => JwkDto, { maxItems: 20, description: 'The current, the next and the previous keys.' })
  keys: JwkDto[];
}
