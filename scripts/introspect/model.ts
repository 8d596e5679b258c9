/*
 * The model between reading and writing: functions and types in terms of rxswarm, without a compiler and without JSON
 * Schema. `parse/` makes it from a program, `format/` turns it into schemas.
 */

/** A comment and its tags. */
export interface Words {
  /** The comment's text. Absent without a comment. */
  readonly description?: string;
  /** Tags as the JSON Schema keywords they stand for: `{ minimum: 1, default: 10 }`. */
  readonly keywords?: Readonly<Record<string, unknown>>;
  /** Tags that say nothing usable, each as the rest of a sentence. */
  readonly problems?: readonly string[];
}

/** A value of a literal type. */
export type Literal = string | number | boolean | null;

/** The reason why a part of a type cannot be sent, and its path: `['options', 'onDone']`. */
export interface Refusal {
  /** Property names on the way to the part; empty for the whole. */
  readonly path: readonly string[];
  /** The rest of a sentence that begins with the part: `is a symbol and cannot be sent to a model`. */
  readonly reason: string;
}

/** A property of an object type. */
export interface PropertyModel {
  /** Name of the property. */
  readonly name: string;
  /** Type of the property, without `undefined`. */
  readonly shape: Shape;
  /** True if the property may be absent. */
  readonly optional: boolean;
  /** Comment and tags of the property. */
  readonly words: Words;
}

/**
 * A type that contains itself. `name` is its name in the source, which another type may share. The shape is set once
 * it is read.
 */
export interface Definition {
  /** Name of the type in its source. */
  readonly name: string;
  /** The type itself; `any` until it has been read. */
  shape: Shape;
}

/** A type in terms of JSON. Readers make one of each type; the format decides how it is written as a schema. */
export type Shape =
  | { readonly kind: 'any' }
  /** `undefined` and `void`. JSON has no such value, so the property is left out. */
  | { readonly kind: 'nothing' }
  | { readonly kind: 'string' | 'number' | 'boolean' }
  /** A choice of values. `names` are the members of an enum, when they say more than the values. */
  | {
      readonly kind: 'choice';
      readonly values: readonly Literal[];
      readonly names?: readonly string[];
    }
  /** Text of a form. `examples` are the literals of `'a' | 'b' | (string & {})`. */
  | { readonly kind: 'text'; readonly pattern?: string; readonly examples?: readonly string[] }
  /**
   * A value that is a string in JSON and something else in the signature. `values` are the literals of `1n | 2n`, as
   * JSON holds them.
   */
  | {
      readonly kind: 'revived';
      readonly as: 'date' | 'url' | 'bytes' | 'bigint';
      readonly values?: readonly string[];
    }
  | { readonly kind: 'array' | 'set'; readonly items: Shape }
  | { readonly kind: 'map'; readonly key: Shape; readonly value: Shape }
  | {
      readonly kind: 'tuple';
      readonly places: readonly Shape[];
      /** Number of leading items that are required. */
      readonly required: number;
      readonly rest?: Shape;
    }
  | {
      readonly kind: 'object';
      readonly properties: readonly PropertyModel[];
      /** Shape of properties with any other name. */
      readonly others?: Shape;
      /** Pattern that those names match. */
      readonly names?: Shape;
      /** Shapes of the properties whose names match a pattern: one for each index signature, where there are several. */
      readonly patterns?: readonly { readonly pattern: string; readonly shape: Shape }[];
    }
  | { readonly kind: 'union'; readonly members: readonly Shape[] }
  | { readonly kind: 'reference'; readonly definition: Definition }
  | { readonly kind: 'refused'; readonly refusals: readonly Refusal[] };

/** The shapes of one kind. */
export type ShapeOf<K extends Shape['kind']> = Extract<Shape, { readonly kind: K }>;

/** A place in a source; line and column count from 1. */
export interface Place {
  /** Absolute path of the source. */
  readonly file: string;
  /** Line, from 1. */
  readonly line: number;
  /** Column, from 1. */
  readonly column: number;
}

/** A message about a source. */
export interface Diagnostic extends Place {
  /** An error refuses its subject and fails the command; a warning does neither. */
  readonly severity: 'error' | 'warning';
  /** The function, type or agent that the message is about. */
  readonly subject: string;
  /** The rest of a sentence that begins with the subject, with the remedy. */
  readonly message: string;
}

/** The source of a parameter's value: the model's arguments, the run, or nothing. */
export type ParameterRole = 'argument' | 'rest' | 'whole' | 'context' | 'signal' | 'call' | 'absent';

/** A parameter of a function. */
export interface ParameterModel {
  /** Name that the model sees. */
  readonly name: string;
  /** Source of the value. */
  readonly role: ParameterRole;
  /** Type of the value, without `undefined`. */
  readonly shape: Shape;
  /** True if the value may be absent. */
  readonly optional: boolean;
  /** Comment and tags of the parameter. */
  readonly words: Words;
  /** Value of the initialiser, when it is a constant. */
  readonly default?: { readonly value: unknown };
  /** Place of the parameter. */
  readonly place: Place;
}

/** A class whose methods need an instance. */
export interface InstanceModel {
  /** True if the class is an expression, which declares no type of its name. */
  readonly isExpression: boolean;
  /** Number of type parameters. */
  readonly typeParameters: number;
}

/** An exported function. */
export interface FunctionModel {
  /** Name of the tool that the model sees. */
  readonly name: string;
  /** Path of the export in its module: `['refund']`, `['default']`, `['shop', 'refund']`. */
  readonly path: readonly string[];
  /** The receiver that the function needs: its exported object, or an instance that the user makes. */
  readonly receiver: 'none' | 'object' | 'instance';
  /** The class of the receiver, when that is an instance. */
  readonly instance?: InstanceModel;
  /** The comment's text; `''` without a comment. */
  readonly description: string;
  /** Tags of the comment that say nothing usable, each as the rest of a sentence. */
  readonly problems: readonly string[];
  /** The rule of the tag `@approval`, which makes calls wait: `@approval edit` lets clients change them. */
  readonly approval: boolean | { readonly edit: true };
  /** True if the tag `@client` says that the page executes calls. */
  readonly client: boolean;
  /** Parameters in order, injected ones included. */
  readonly parameters: readonly ParameterModel[];
  /** Place of the function. */
  readonly place: Place;
}

/** A type tagged `@schema`, which typed answers have. */
export interface TypeModel {
  /** Name of the output at the endpoint. */
  readonly name: string;
  /** Path of the export in its module: `['Person']`, `['default']`. */
  readonly path: readonly string[];
  /** The comment's text; `''` without a comment. */
  readonly description: string;
  /** The type itself. */
  readonly shape: Shape;
  /** Reasons why no answer can have the type, each with its place. Empty when answers can. */
  readonly refusals: readonly (Refusal & { readonly place: Place })[];
  /** Place of the type. */
  readonly place: Place;
}
