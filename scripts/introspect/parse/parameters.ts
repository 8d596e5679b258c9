import { ts } from 'ts-morph';
import type { ParameterModel, ParameterRole } from '../model.ts';
import { aliasWords } from './alias-words.ts';
import { constant, withBinding } from './binding.ts';
import { isAbortSignal, isCallContext } from './builtin.ts';
import { mayBeUndefined } from './object.ts';
import { placeOf } from './place.ts';
import { refused } from './refuse.ts';
import { unresolved } from './scalar.ts';
import { unresolvedIn } from './unresolved.ts';
import {
  isOptionalInOverloads,
  isSaidByOverloads,
  shapeOfOverloads,
  slotsOf,
  syntaxOfOverloads,
  type OverloadReading,
  type Slot,
} from './overloads.ts';
import type { ParameterWords } from './parameter-words.ts';
import type { Reading } from './types.ts';
import { firstWords, wordsBefore } from './words.ts';
import { withWords } from './nested-words.ts';

/** The context of reading a function's parameters. */
export interface SignatureReading extends OverloadReading {
  /** The declaration of the signature, for its syntax. */
  readonly declaration: ts.SignatureDeclaration | undefined;
  /** Words of the `@param` tags. */
  readonly words: ParameterWords;
}

/** Reads the parameters of a function. A rest parameter whose type is a tuple counts as one parameter an item. */
export const parametersOf = (reading: SignatureReading): readonly ParameterModel[] =>
  named(slotsOf(reading).flatMap((slot) => ofSlot(reading, slot)));

/** Destructured parameters have no name in the code. */
type Unnamed = ParameterModel & { readonly isDestructured?: boolean };

const ofSlot = (reading: SignatureReading, slot: Slot): readonly Unnamed[] => {
  const { checker, at } = reading;
  const { symbol } = slot;
  const declared = symbol.valueDeclaration;
  const node = declared && ts.isParameter(declared) ? declared : undefined;
  const type = checker.getTypeOfSymbolAtLocation(symbol, node ?? at);
  const isRest = node ? node.dotDotDotToken !== undefined || isRestTag(node) : false;
  if (isRest && checker.isTupleType(type)) return ofTuple(reading, symbol.name, type as ts.TupleTypeReference, node);
  return [ofParameter(reading, { ...slot, node, type, isRest })];
};

/** Recognises a rest parameter in the JSDoc of a JavaScript file: `@param {...string} ids`. */
const isRestTag = (node: ts.ParameterDeclaration): boolean => ts.isRestParameter(node);

interface Parameter extends Slot {
  readonly node: ts.ParameterDeclaration | undefined;
  readonly type: ts.Type;
  readonly isRest: boolean;
}

const ofParameter = (reading: SignatureReading, parameter: Parameter): Unnamed => {
  const { symbol, node, type, index, isRest } = parameter;
  const pattern = node && ts.isObjectBindingPattern(node.name) ? node.name : undefined;
  const isPattern = node !== undefined && !ts.isIdentifier(node.name);
  const role = roleOf(reading, symbol.name, type, isRest);
  const isSent = role === 'argument' || role === 'rest';
  const isOverloaded = !isRest && isSaidByOverloads(reading, type, parameter);
  const syntax = [...syntaxOf(reading, node, index), ...(isOverloaded ? syntaxOfOverloads(reading, index) : [])];
  const missing = isSent ? unresolvedIn(reading, syntax) : undefined;
  const shape = missing
    ? refused(unresolved(missing.name))
    : isSent
      ? ((isOverloaded ? shapeOfOverloads(reading, index) : undefined) ?? reading.shapeOf(type, node ?? reading.at))
      : ({ kind: 'any' } as const);
  const name = isPattern ? patternName(reading, index) : symbol.name;
  const bound = withBinding(reading, shape, pattern);
  const value = node?.initializer && constant(reading, node.initializer);
  return {
    name,
    role: bound.kind === 'nothing' ? 'absent' : role,
    shape: withWords(bound, name, reading.words),
    optional:
      isOptional(reading, node, type, isRest) || (parameter.isOfOverload && isOptionalInOverloads(reading, index)),
    words: firstWords(
      reading.words.of(name),
      node && wordsBefore(node),
      node && aliasWords(reading.checker, node.type),
    ),
    ...(value && { default: value }),
    place: missing?.place ?? placeOf(node ?? reading.at),
    isDestructured: isPattern,
  };
};

/** The syntax that says the type of a parameter: its own, or that of the variable which holds the function. */
const syntaxOf = (
  { at, checker }: SignatureReading,
  node: ts.ParameterDeclaration | undefined,
  index: number,
): readonly ts.Node[] => {
  const own = node && (node.type ?? ts.getJSDocType(node));
  const holder = ts.isVariableDeclaration(at) ? at : at.parent;
  const outer = ts.isVariableDeclaration(holder) || ts.isSatisfiesExpression(holder) ? holder.type : undefined;
  const [signature] = outer ? checker.getTypeFromTypeNode(outer).getCallSignatures() : [];
  const contextual = signature?.getParameters()[index]?.valueDeclaration;
  return [own, outer, contextual && ts.isParameter(contextual) ? contextual.type : undefined].filter(
    (each) => each !== undefined,
  );
};

/** The documented name, unless another parameter has it. */
const patternName = ({ signature, words }: SignatureReading, index: number): string => {
  const documented = words.nameAt(index) ?? '';
  return signature.getParameters().some(({ name }) => name === documented) ? '' : documented;
};

const roleOf = (reading: Reading, name: string, type: ts.Type, isRest: boolean): ParameterRole => {
  if (name === 'contextVariables') return 'context';
  if (isAbortSignal(reading, type)) return 'signal';
  if (isCallContext(type)) return 'call';
  return isRest ? 'rest' : 'argument';
};

const isOptional = (
  { checker }: Reading,
  node: ts.ParameterDeclaration | undefined,
  type: ts.Type,
  isRest: boolean,
): boolean =>
  (isRest && takesNone(type)) ||
  node?.initializer !== undefined ||
  (node && checker.isOptionalParameter(node)) === true ||
  mayBeUndefined(type);

/** A rest of several tuples may ask for items in each of them. */
const takesNone = (type: ts.Type): boolean =>
  !type.isUnion() || type.types.some((each) => (tupleOf(each)?.target.minLength ?? 0) === 0);

const tupleOf = (type: ts.Type): ts.TupleTypeReference | undefined =>
  'target' in type && ((type.target as ts.ObjectType).objectFlags & ts.ObjectFlags.Tuple) !== 0
    ? (type as ts.TupleTypeReference)
    : undefined;

/** `...args: [id: string, amount?: number]`: each item is a parameter, named by its label. */
const ofTuple = (
  reading: SignatureReading,
  name: string,
  type: ts.TupleTypeReference,
  node: ts.ParameterDeclaration | undefined,
): readonly ParameterModel[] => {
  const missing = unresolvedIn(reading, syntaxOf(reading, node, 0));
  const { elementFlags } = type.target;
  const rest = elementFlags.findIndex((flag) => flag & ts.ElementFlags.Variable);
  const isMiddle = rest >= 0 && rest < elementFlags.length - 1;
  const taken = new Set<string>();
  return reading.checker.getTypeArguments(type).map((part, index) => {
    const flag = type.target.elementFlags[index] ?? ts.ElementFlags.Required;
    const place = `${name}_${String(index)}`;
    const written = type.target.labeledElementDeclarations?.[index]?.name.getText() ?? place;
    const label = taken.has(written) ? place : written;
    taken.add(label);
    const isRest = (flag & ts.ElementFlags.Rest) !== 0;
    const shape = missing
      ? refused(unresolved(missing.name))
      : isMiddle && index === rest
        ? refused('is a rest before the end, which a call cannot pass; put it last')
        : reading.shapeOf(part, node ?? reading.at);
    return {
      name: label,
      role: roleOf(reading, label, part, isRest),
      shape: isRest && shape.kind !== 'refused' ? { kind: 'array', items: shape } : shape,
      optional: (flag & ts.ElementFlags.Optional) !== 0 || isRest || mayBeUndefined(part),
      words: reading.words.of(label),
      place: missing?.place ?? placeOf(node ?? reading.at),
    };
  });
};

/** A single destructured parameter is the arguments object itself. Otherwise it is one parameter, called `options`. */
const named = (parameters: readonly Unnamed[]): readonly ParameterModel[] => {
  const taken = new Set(parameters.map(({ name }) => name));
  const shown = parameters.filter(({ role }) => role === 'argument' || role === 'rest');
  return parameters.map(({ isDestructured = false, ...parameter }) => {
    const { role, shape, name } = parameter;
    if (isDestructured && shown.length === 1 && shape.kind === 'object') return { ...parameter, role: 'whole' };
    return name === '' && role === 'argument' ? { ...parameter, name: freeName('options', taken) } : parameter;
  });
};

const freeName = (name: string, taken: Set<string>): string => {
  const free = taken.has(name) ? freeName(`${name}_`, taken) : name;
  taken.add(free);
  return free;
};
