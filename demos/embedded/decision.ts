/** What the model does in its turn: says something, calls functions, or both. */
export interface Decision {
  readonly text: string;
  readonly calls: readonly { readonly name: string; readonly arguments: object }[];
}

export const say = (text: string): Decision => ({ text, calls: [] });

export const call = (name: string, input: object = {}): Decision => ({ text: '', calls: [{ name, arguments: input }] });

/** Several calls in one turn. */
export const callEach = (name: string, inputs: readonly object[]): Decision => ({
  text: '',
  calls: inputs.map((input) => ({ name, arguments: input })),
});
