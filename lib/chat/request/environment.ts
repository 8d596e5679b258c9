interface WithEnvironment {
  readonly process?: { readonly env?: Readonly<Record<string, string | undefined>> };
}

/** An environment variable, where there is an environment; set to nothing is not set. */
export const environment = (name: string): string | undefined => {
  const value = (globalThis as WithEnvironment).process?.env?.[name]?.trim();
  return value === '' ? undefined : value;
};
