interface Process {
  readonly getBuiltinModule?: (name: string) => unknown;
}

/** Returns a module of Node without an import, so that bundlers for pages see nothing to load; `undefined` if missing. */
export const builtinModule = (name: string): unknown =>
  (globalThis as { readonly process?: Process }).process?.getBuiltinModule?.(name);
