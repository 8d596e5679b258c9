/** The model's turn: text, function calls, or both. */
export interface Decision {
  readonly text: string;
  readonly calls: readonly { readonly name: string; readonly arguments: object }[];
}

export const say = (text: string): Decision => ({ text, calls: [] });

export const call = (name: string, input: object = {}): Decision => ({ text: '', calls: [{ name, arguments: input }] });

/** Calls several functions in one turn. */
export const callEach = (name: string, inputs: readonly object[]): Decision => ({
  text: '',
  calls: inputs.map((input) => ({ name, arguments: input })),
});
