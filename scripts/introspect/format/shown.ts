import type { FunctionModel, ParameterModel, PropertyModel } from '../model.ts';

/** Returns whether the model fills a parameter. */
export const isShown = ({ role }: Pick<ParameterModel, 'role'>): boolean =>
  role === 'argument' || role === 'rest' || role === 'whole';

/** An optional parameter whose type cannot be sent is left out. */
export const isAbsent = ({ role, shape, optional }: ParameterModel): boolean =>
  role === 'absent' || (isShown({ role }) && shape.kind === 'refused' && optional && role !== 'rest');

/** Returns the parameters that the model fills. */
export const shown = (fn: FunctionModel): readonly ParameterModel[] =>
  fn.parameters.filter((parameter) => isShown(parameter) && !isAbsent(parameter));

/** Returns the properties of the arguments object: the parameters that the model fills. */
export const propertiesOf = (fn: FunctionModel): readonly PropertyModel[] =>
  shown(fn).flatMap((parameter) =>
    parameter.role === 'whole' && parameter.shape.kind === 'object'
      ? parameter.shape.properties
      : [withDefault(parameter)],
  );

const withDefault = (parameter: ParameterModel): PropertyModel => {
  const { name, shape, optional, words } = parameter;
  const keywords = { ...(parameter.default && { default: parameter.default.value }), ...words.keywords };
  return { name, shape, optional, words: { ...words, keywords } };
};
