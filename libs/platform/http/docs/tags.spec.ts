import { defineTag, tagsInOrder } from './tags';

describe('The tags of the API documentation', () => {
  beforeAll(() => {
    defineTag(2, 'Test second', 'Comes later.');
    defineTag(1, 'Test first', 'Comes earlier.');
    defineTag(0, 'Test unused', 'Names no operation.');
  });

  it('are listed in the declared order with their descriptions, and only if an operation uses them', () => {
    expect(tagsInOrder(new Set(['Test second', 'Test first']))).toEqual([
      { name: 'Test first', description: 'Comes earlier.' },
      { name: 'Test second', description: 'Comes later.' },
    ]);
  });

  it('are all declared, each once', () => {
    expect(() => tagsInOrder(new Set(['Test nowhere']))).toThrow('Test nowhere');
    expect(() => defineTag(3, 'Test first', 'Again.')).toThrow('declared twice');
  });
});
