import { ts } from 'ts-morph';
import type { Reading } from './types.ts';

/** Returns the symbol of a source that is a module, also of a JavaScript file that sets `module.exports`. */
export const moduleOf = ({ checker }: Reading, source: ts.SourceFile): ts.Symbol | undefined =>
  checker.getSymbolAtLocation(source) ?? (source as { readonly symbol?: ts.Symbol }).symbol;

/** A part of the checker that its declarations leave out. */
interface Modules {
  /** Follows `export =`, and joins `module.exports = …` with the properties that are set on it. */
  readonly resolveExternalModuleSymbol?: (module: ts.Symbol) => ts.Symbol;
}

/** Returns the export of `export = …` or `module.exports = …`. */
export const assignedExport = ({ checker }: Reading, module: ts.Symbol): ts.Symbol | undefined => {
  const assigned = module.exports?.get(ts.InternalSymbolName.ExportEquals);
  const joined = assigned && (checker as Modules).resolveExternalModuleSymbol?.(module);
  return joined !== undefined && isAssigned(joined) ? joined : assigned;
};

/** Returns whether an export is the whole module. */
export const isAssigned = ({ escapedName }: ts.Symbol): boolean => escapedName === ts.InternalSymbolName.ExportEquals;
