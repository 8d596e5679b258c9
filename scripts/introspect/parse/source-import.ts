import { ts } from 'ts-morph';
import { assignedExport, moduleOf } from './module.ts';
import type { SourceImport } from '../reader.ts';
import type { Reading } from './types.ts';

/** Chooses the form of import that the project of a source compiles. */
export const sourceImportOf = (reading: Reading, source: ts.SourceFile | undefined): SourceImport => {
  const options = reading.program.getCompilerOptions();
  const module = source && moduleOf(reading, source);
  const isAssigned = module !== undefined && assignedExport(reading, module) !== undefined;
  const isCommonJs = isAssigned && options.verbatimModuleSyntax === true && !isJavaScript(source);
  const isInterop = options.esModuleInterop ?? options.allowSyntheticDefaultImports ?? true;
  const form = !isAssigned ? 'namespace' : isCommonJs || !isInterop ? 'require' : 'default';
  return { extension: extensionOf(source, options), form, isCommonJs };
};

const isJavaScript = (source: ts.SourceFile | undefined): boolean => /\.[cm]?jsx?$/.test(source?.fileName ?? '');

/**
 * Returns the ending of import specifiers that the project resolves: the one of the file's own imports, unless its module
 * resolution needs one and they are not of sources.
 */
const extensionOf = (source: ts.SourceFile | undefined, options: ts.CompilerOptions): string => {
  const allowsTs = options.allowImportingTsExtensions || options.rewriteRelativeImportExtensions;
  const [own] = [...(source?.text ?? '').matchAll(/\bfrom\s+['"]\.{1,2}\/[^'"]*?(\.[^'"/.]*)?['"]/g)]
    .map(([, ending = '']) => ending)
    .filter((ending) => ending === '' || /^\.[cm]?[jt]sx?$/.test(ending));
  if (own?.includes('t') || (own === undefined && allowsTs)) return '.ts';
  return own === '' && !isNodeResolution(options) ? '' : '.js';
};

/** Node's resolution of ES modules needs the whole name of a file. */
const isNodeResolution = ({ module, moduleResolution }: ts.CompilerOptions): boolean =>
  moduleResolution === undefined
    ? module !== undefined && module >= ts.ModuleKind.Node16 && module <= ts.ModuleKind.NodeNext
    : [ts.ModuleResolutionKind.Node16, ts.ModuleResolutionKind.NodeNext].includes(moduleResolution);
