/** The place of a signature in an answer, and the signature. Kept under `extra_content.google.parts` of the answer. */
export interface SignedPart {
  /** Position among the signed parts. */
  readonly index: number;
  /** Place in the answer's text where the part begins. */
  readonly start: number;
  /** Place in the answer's text behind the part. The same as `start` for a part without text. */
  readonly end: number;
  /** Number of calls before the part. */
  readonly calls: number;
  /** Text of a thought, which is no text of the answer. Absent for other parts. */
  readonly thought?: string;
  /** The signature, as the server wrote it. */
  readonly thought_signature: string;
}
