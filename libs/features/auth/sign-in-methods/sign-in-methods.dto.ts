import { BooleanField, IntegerField, ShapeListField, TextField, TextListField } from '@platform/http/fields/fields';

export class SignInMethodDto {
  @TextField({ max: 40, description: 'The method.', example: 'passkey' })
  name: string;

  @IntegerField({ min: 0, max: 1000, description: 'How many of them the user has.', example: 2 })
  count: number;
}

export class SignInMethodsDto {
  @BooleanField({
    description: 'Whether the account has nothing but its sessions. If they end, nobody can sign in to it again.',
    example: false,
  })
  anonymous: boolean;

  @BooleanField({ description: 'Whether the user has a password.', example: true })
  hasPassword: boolean;

  @ShapeListField(() => SignInMethodDto, {
    maxItems: 100,
    description:
      'The methods that sign the user in by themselves. A verified address does so too, by account recovery.',
  })
  methods: SignInMethodDto[];

  @TextListField({
    maxItems: 20,
    max: 40,
    description: 'The second factors that the user has set up.',
    example: ['totp', 'recovery_code'],
  })
  secondFactors: string[];
}
