import type { FunctionModel, ParameterModel, PropertyModel } from '../model.ts';

/** Whether a model fills it. */
export const isShown = ({ role }: Pick<ParameterModel, 'role'>): boolean =>
  role === 'argument' || role === 'rest' || role === 'whole';

/** What can be left out and cannot be sent is left out. */
export const isAbsent = ({ role, shape, optional }: ParameterModel): boolean =>
  role === 'absent' || (isShown({ role }) && shape.kind === 'refused' && optional && role !== 'rest');

export const shown = (fn: FunctionModel): readonly ParameterModel[] =>
  fn.parameters.filter((parameter) => isShown(parameter) && !isAbsent(parameter));

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
