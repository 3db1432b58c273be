import type { FastifyRequest } from 'fastify';
import { RequestProblems } from '@platform/errors/platform.errors';
import { foundType, isRecognisable, SIGNATURE_BYTES } from './content-type';
import { IncomingBody } from './incoming-body';
import { contentType, hasOtherCharset, isOneOf, mediaTypeOf } from './media-type.rule';
import { Upload } from './upload';
import { DEFAULT_SECONDS, type UploadDeclaration } from './upload-declaration';

const JSON_TYPE = 'application/json';

/** A file whose request has been accepted so far, but whose body has not been read yet. */
export class IncomingUpload {
  readonly body: IncomingBody;
  /** The time left for the request when the reading of its body begins. */
  private workMs = 0;

  constructor(
    private readonly request: FastifyRequest,
    private readonly contentTypeHeader: string | undefined,
    private readonly declaration: UploadDeclaration,
  ) {
    this.body = new IncomingBody(request.raw, declaration.maxBytes, () => this.continueWork());
  }

  /** Waits for the first bytes. Rejects a wrong type or size before it reads any. */
  async open(): Promise<Upload> {
    const declared = this.declaredType();
    this.waitForBody();
    const found = await foundType(await this.body.firstBytes(SIGNATURE_BYTES));
    const facts = { found, declared, isRecognisable: await isRecognisable(declared) };
    const type = contentType(facts, this.declaration.types);
    if (type === undefined) throw this.declaration.wrongContent?.() ?? this.contentMismatch();
    return new Upload(declared, type, this.body);
  }

  private declaredType(): string {
    const { headers } = this.request;
    const { types, declaredAs = types, maxBytes } = this.declaration;
    const declared = mediaTypeOf(this.contentTypeHeader);
    // A compressed file would be stored and served as a type that it is not.
    const isCompressed = (headers['content-encoding'] ?? 'identity') !== 'identity';
    // JSON has one character set, and would be misread in another.
    const isMisread = declared === JSON_TYPE && hasOtherCharset(this.contentTypeHeader);
    if (!declared || isCompressed || isMisread || !isOneOf(declared, declaredAs))
      throw RequestProblems.unsupported_media_type();
    if (Number(headers['content-length'] ?? 0) > maxBytes) throw RequestProblems.too_large();
    return declared;
  }

  /**
   * The deadline of a request covers the work of the server, so a slow client must not use it up before that begins.
   */
  private waitForBody(): void {
    const { work } = this.request;
    this.workMs = work.deadline - performance.now();
    work.deadline = performance.now() + (this.declaration.seconds ?? DEFAULT_SECONDS) * 1000;
  }

  private continueWork(): void {
    this.request.work.deadline = performance.now() + this.workMs;
  }

  private contentMismatch() {
    return RequestProblems.content_mismatch({ parameters: { types: this.declaration.types.join(', ') } });
  }
}
