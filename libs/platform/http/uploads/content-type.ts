/** Almost every signature ends within this many bytes. */
export const SIGNATURE_BYTES = 4100;

/** The media type detected from the first bytes of a file; undefined for content without a signature, such as text. */
export async function foundType(firstBytes: Uint8Array): Promise<string | undefined> {
  const { fileTypeFromBuffer } = await fileType();
  const found = await fileTypeFromBuffer(firstBytes).catch(() => undefined);
  return found?.mime;
}

/** Whether `foundType` would recognise content of this type. */
export async function isRecognisable(type: string): Promise<boolean> {
  const { supportedMimeTypes } = await fileType();
  return supportedMimeTypes.has(type);
}

/** The library is loaded with the first upload, because it is large. */
function fileType() {
  return import('file-type');
}
