import { BooleanField, IntegerField, ShapeListField, TextField } from '@platform/http/fields/fields';

export class WayInDto {
  @TextField({ max: 40, description: 'What it is.', example: 'password' })
  name: string;

  @IntegerField({ min: 0, max: 1000, description: 'How many of them.', example: 1 })
  count: number;
}

export class SignInMethodsDto {
  @BooleanField({
    description: 'There is nothing but the session: whoever loses it loses the account.',
    example: false,
  })
  anonymous: boolean;

  @BooleanField({ description: 'Whether there is a password.', example: true })
  hasPassword: boolean;

  @ShapeListField(() => WayInDto, {
    maxItems: 100,
    description: 'What lets you in by itself. A proven address does so too, by recovery.',
  })
  kinds: WayInDto[];
}
