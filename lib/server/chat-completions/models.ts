/** An agent as the API lists a model. */
export const modelOf = (name: string): object => ({ id: name, object: 'model', created: 0, owned_by: 'rxswarm' });

export const modelList = (names: readonly string[]): object => ({ object: 'list', data: names.map(modelOf) });
