/** Where a value lives. What is sealed for one place does not open at another. */
export interface Place {
  readonly table: string;
  readonly column: string;
}
