import { ts } from 'ts-morph';
import { assignedExport, moduleOf } from './parse/module.ts';
import type { Reading } from './parse/types.ts';

/** The way in which a written module imports its source. */
export interface SourceImport {
  /** The end of import specifiers in the file's project: `.js`, `.ts` or nothing. */
  readonly extension: string;
  /** `import * as`, or the two forms for a module that is one assigned value. */
  readonly form: 'namespace' | 'default' | 'require';
  /** Whether the written module has to be CommonJS in its syntax too. */
  readonly isCommonJs: boolean;
}

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
