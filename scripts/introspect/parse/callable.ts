import type { ts } from 'ts-morph';
import type { InstanceModel, Place } from '../model.ts';
import type { Reading } from './types.ts';

/** An exported function, as syntax. */
export interface ExportedFunction {
  /** Path of the export in its module. */
  readonly path: readonly string[];
  /** Name of the tool that the model sees. */
  readonly name: string;
  /** The receiver that the function needs. */
  readonly receiver: 'none' | 'object' | 'instance';
  /** The class of the receiver, when that is an instance. */
  readonly instance?: InstanceModel;
  /** Type of the receiver. */
  readonly owner?: ts.Type;
  /** The implementation, with names and defaults of parameters. Absent when only a type is known. */
  readonly declaration: ts.SignatureDeclaration | undefined;
  /** The signature that is read. */
  readonly signature: ts.Signature;
  /** The signatures that callers see, when the implementation has another one. */
  readonly overloads: readonly ts.Signature[];
  /** Nodes that may carry the comment: the function, the variable, the export. */
  readonly documented: readonly ts.Node[];
  /** Place of the function. */
  readonly place: Place;
}

/** An exported function, or an object with functions, of which no schema is made. */
export interface LeftOut {
  /** Path of the export in its module. */
  readonly path: readonly string[];
  /** The rest of a sentence that begins with the export, with the remedy. */
  readonly reason: string;
  /** Place of the export. */
  readonly place: Place;
}

/** Anything callable that a module exports. */
export type Callable = ExportedFunction | LeftOut;

/** Returns whether no schema is made of a callable. */
export const isLeftOut = (callable: Callable): callable is LeftOut => 'reason' in callable;

/** An exported value, or a member of one. */
export interface Value {
  readonly reading: Reading;
  /** The file that is read. */
  readonly home: string;
  readonly symbol: ts.Symbol;
  /** The declaration of the value. */
  readonly node: ts.Declaration;
  readonly type: ts.Type;
  readonly path: readonly string[];
  readonly name: string;
  /** Declarations of the exports that lead to the value. */
  readonly outer: readonly ts.Node[];
  readonly place: Place;
  readonly receiver: ExportedFunction['receiver'];
  readonly instance?: InstanceModel;
  /** Number of values of the module that may still be searched. */
  readonly budget: { left: number };
  /** Types of the objects that hold the value, the nearest last. */
  readonly holders: readonly ts.Type[];
}
