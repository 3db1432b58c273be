/** Runs the clean-up functions in reverse order. A failure of one does not prevent the others. */
export async function takeDownAll(undo) {
  const failures = [];
  while (undo.length > 0) {
    try {
      await undo.pop()();
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
}
