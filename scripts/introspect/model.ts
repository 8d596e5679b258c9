/* What introspection knows of a function or a type, in words of its own: no compiler, no JSON Schema. */

/** A comment and its tags. */
export interface Words {
  readonly description?: string;
  /** Tags, as the JSON Schema keywords they stand for: `{ minimum: 1, default: 10 }`. */
  readonly keywords?: Readonly<Record<string, unknown>>;
}

export type Literal = string | number | boolean | null;

/** Why a part of a type cannot be sent, and where it is: `['options', 'onDone']`. */
export interface Refusal {
  readonly path: readonly string[];
  readonly reason: string;
}

export interface PropertyModel {
  readonly name: string;
  readonly shape: Shape;
  readonly optional: boolean;
  readonly words: Words;
}

/** A type that contains itself, by the name of its source, which another may have too. Its shape is filled in when it is whole. */
export interface Definition {
  readonly name: string;
  shape: Shape;
}

export type Shape =
  | { readonly kind: 'any' }
  /** `undefined` and `void`: JSON has no word for it, it is left out. */
  | { readonly kind: 'nothing' }
  | { readonly kind: 'string' | 'number' | 'boolean' }
  /** One of some values; `names` are those of an enum's members, where they say more than the values. */
  | {
      readonly kind: 'choice';
      readonly values: readonly Literal[];
      readonly names?: readonly string[];
    }
  /** Text of a form; `examples` are the literals of `'a' | 'b' | (string & {})`. */
  | { readonly kind: 'text'; readonly pattern?: string; readonly examples?: readonly string[] }
  /** A string in JSON, something else in the signature. */
  | { readonly kind: 'revived'; readonly as: 'date' | 'url' | 'bytes' | 'bigint' }
  | { readonly kind: 'array' | 'set'; readonly items: Shape }
  | { readonly kind: 'map'; readonly key: Shape; readonly value: Shape }
  | {
      readonly kind: 'tuple';
      readonly places: readonly Shape[];
      /** How many of the places may not be left out. */
      readonly required: number;
      readonly rest?: Shape;
    }
  | {
      readonly kind: 'object';
      readonly properties: readonly PropertyModel[];
      /** Of properties with any other name. */
      readonly others?: Shape;
      /** The form of those names. */
      readonly names?: Shape;
    }
  | { readonly kind: 'union'; readonly members: readonly Shape[] }
  | { readonly kind: 'reference'; readonly definition: Definition }
  | { readonly kind: 'refused'; readonly refusals: readonly Refusal[] };

export type ShapeOf<K extends Shape['kind']> = Extract<Shape, { readonly kind: K }>;

/** A place in a source, from 1, as compilers count. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export interface Diagnostic extends Place {
  readonly severity: 'error' | 'warning';
  /** The function, type or agent it is about. */
  readonly subject: string;
  readonly message: string;
}

/** How a parameter is filled: from the arguments, by the run, or not at all. */
export type ParameterRole = 'argument' | 'rest' | 'whole' | 'context' | 'signal' | 'call' | 'absent';

export interface ParameterModel {
  readonly name: string;
  readonly role: ParameterRole;
  readonly shape: Shape;
  readonly optional: boolean;
  readonly words: Words;
  /** The value of its initialiser, where that is a constant. */
  readonly default?: { readonly value: unknown };
  readonly place: Place;
}

export interface FunctionModel {
  /** What a model calls it. */
  readonly name: string;
  /** Where its module has it: `['refund']`, `['default']`, `['shop', 'refund']`. */
  readonly path: readonly string[];
  /** A member that needs its object: of an exported object, or of an instance yet to be made. */
  readonly receiver: 'none' | 'object' | 'instance';
  readonly description: string;
  readonly approval: boolean;
  readonly parameters: readonly ParameterModel[];
  readonly place: Place;
}

/** A type that is tagged `@schema`: what an answer may have to be. */
export interface TypeModel {
  /** What the endpoint calls it. */
  readonly name: string;
  /** Where its module has it: `['Person']`, `['default']`. */
  readonly path: readonly string[];
  readonly description: string;
  readonly shape: Shape;
  /** Why no answer could be of the type, each with its place; empty where one can. */
  readonly refusals: readonly (Refusal & { readonly place: Place })[];
  readonly place: Place;
}
