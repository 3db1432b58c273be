import { BooleanField, ChoiceField, ShapeListField, TextField } from '../fields/fields';

export class LiveDto {
  @ChoiceField({ values: ['live'], description: 'The process answers.', example: 'live' })
  state: 'live';
}

export class DependencyDto {
  @TextField({ max: 60, description: 'What it is.', example: 'database' })
  name: string;

  @ChoiceField({ values: ['up', 'down'], description: 'Whether it answers.', example: 'up' })
  state: 'up' | 'down';
}

export class ReadyDto {
  @BooleanField({ description: 'Whether requests should be sent here.', example: true })
  ready: boolean;

  @ShapeListField(() => DependencyDto, {
    maxItems: 50,
    description: 'Each thing this process needs.',
    example: [{ name: 'database', state: 'up' }],
  })
  dependencies: DependencyDto[];
}
