/** A step that Redis takes as a whole. The keys come first, in the order the script names them. */
export interface Script {
  readonly numberOfKeys: number;
  readonly lua: string;
}
