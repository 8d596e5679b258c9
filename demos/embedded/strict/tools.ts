import { demand, demandFields, isFields, item, type Fields } from './demand.ts';

const NAME = /^[a-zA-Z0-9_-]{1,64}$/;

/** Requires names that the endpoint allows, each used once, and object schemas as parameters. */
export const checkTools = (tools: unknown): void => {
  demand(Array.isArray(tools) && tools.length > 0, 'tools must be a list with at least one tool.', 'tools');
  const names = tools.map((tool: unknown, index) => checkTool(tool, item('tools', index)));
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  demand(twice === undefined, `tools has two functions named ${String(twice)}.`, 'tools');
};

const checkTool = (tool: unknown, place: string): string => {
  demandFields(tool, ['type', 'function'], place);
  demand(tool['type'] === 'function', `${place}.type must be 'function'.`, `${place}.type`);
  const definition = tool['function'];
  demandFields(definition, ['name', 'description', 'parameters', 'strict'], `${place}.function`);
  const name = definition['name'];
  demand(typeof name === 'string' && NAME.test(name), `${place}: the name must match ${String(NAME)}.`, place);
  if (definition['parameters'] !== undefined) checkParameters(definition, `${place}.function`);
  return name;
};

const checkParameters = ({ parameters, strict }: Fields, place: string): void => {
  demand(
    isFields(parameters) && parameters['type'] === 'object',
    `${place}.parameters must be an object schema.`,
    place,
  );
  if (strict === true) checkStrict(parameters, `${place}.parameters`);
};

/** Strict mode: all properties are required, and no others are allowed. */
const checkStrict = ({ properties, required, additionalProperties }: Fields, place: string): void => {
  const names = Object.keys(isFields(properties) ? properties : {});
  const missing = names.filter((name) => !Array.isArray(required) || !required.includes(name));
  demand(additionalProperties === false, `${place} is strict and needs additionalProperties: false.`, place);
  demand(missing.length === 0, `${place} is strict and must require ${missing.join(', ')}.`, place);
};
