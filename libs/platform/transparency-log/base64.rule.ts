/** Returns undefined if the text is not what these bytes are encoded as, so that no two texts have the same meaning. */
export function fromBase64(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes : undefined;
}
