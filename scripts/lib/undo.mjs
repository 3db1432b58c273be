/** Takes down what was set up, the last first. One failure must not keep the rest standing. */
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
