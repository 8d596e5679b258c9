import { ts } from 'ts-morph';

/** Finds the files that names in a file stand for, as the compiler does. */
export interface Lookup {
  /** Looks up a module. */
  (name: string, file: string): string | undefined;
  /** Looks up the name of `/// <reference types="…" />`. */
  readonly types: (name: string, file: string) => string | undefined;
  /** Looks up the path of `/// <reference path="…" />`. */
  readonly path: (name: string, file: string) => string | undefined;
  /** Looks up a name of any kind. */
  readonly any: (name: string, file: string) => string | undefined;
}

/** Makes a lookup that remembers the folders and packages which it has seen. */
export const lookupOf = (options: ts.CompilerOptions): Lookup => {
  const cache = ts.createModuleResolutionCache('/', (name) => name, options);
  const module = (name: string, file: string): string | undefined => {
    const mode = ts.getImpliedNodeFormatForFile(file, cache.getPackageJsonInfoCache(), ts.sys, options);
    const { resolvedModule } = ts.resolveModuleName(name, file, options, ts.sys, cache, undefined, mode);
    return typed(resolvedModule?.resolvedFileName);
  };
  const types = (name: string, file: string): string | undefined => {
    const { resolvedTypeReferenceDirective } = ts.resolveTypeReferenceDirective(name, file, options, ts.sys);
    return typed(resolvedTypeReferenceDirective?.resolvedFileName);
  };
  const path = (name: string, file: string): string | undefined => {
    const found = ts.resolveTripleslashReference(name, file);
    return ts.sys.fileExists(found) ? found : undefined;
  };
  const any = (name: string, file: string): string | undefined =>
    module(name, file) ?? path(name, file) ?? types(name, file);
  return Object.assign(module, { types, path, any });
};

/** The compiler does not read the JavaScript of packages. */
const typed = (file: string | undefined): string | undefined =>
  file !== undefined && (/\.[cm]?tsx?$/.test(file) || !file.includes('/node_modules/')) ? file : undefined;
