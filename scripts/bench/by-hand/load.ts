/** Loads a package that is installed for the benchmark only. `T` types the part that is used. */
export const load = async <T>(name: string): Promise<T> => (await import(name)) as T;
