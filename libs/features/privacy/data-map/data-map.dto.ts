import { ChoiceField, ShapeListField, TextField, TextListField } from '@platform/http/fields/fields';

export const FORMATS = ['json', 'csv'] as const;

export class DataMapQuery {
  @ChoiceField({ values: FORMATS, optional: true, description: 'The format of the response.', example: 'json' })
  format?: (typeof FORMATS)[number];
}

export class DataMapRowDto {
  @TextField({ max: 60, description: 'The part of the product that stores the column.', example: 'users.personal' })
  provider: string;

  @TextField({ max: 10, description: 'The database: `main` or `keys`.', example: 'main' })
  database: string;

  @TextField({ max: 64, description: 'The table.', example: 'users_personal' })
  table: string;

  @TextField({ max: 64, description: 'The column.', example: 'birth_date_sealed' })
  column: string;

  @TextField({ max: 300, description: 'Why the value is stored.', example: 'to determine the age' })
  purpose: string;

  @TextField({ max: 300, description: 'How long the value is stored.', example: 'until the account is erased' })
  kept: string;

  @TextField({
    max: 20,
    description: '`sealed` (encrypted with the key of the user), `hashed`, `blind-index` or `plain`.',
    example: 'sealed',
  })
  protection: string;

  @TextListField({
    maxItems: 20,
    max: 60,
    description: 'The permissions with which staff and apps can read the value. The user can always read it.',
    example: ['personal.read'],
  })
  readers: readonly string[];
}

export class DataMapDto {
  @ShapeListField(() => DataMapRowDto, { maxItems: 5000, description: 'The columns with personal data, by table.' })
  items: DataMapRowDto[];
}
