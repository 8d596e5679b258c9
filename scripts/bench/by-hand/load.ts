/** A package that is installed for the benchmark only, of which as much is typed as is used. */
export const load = async <T>(name: string): Promise<T> => (await import(name)) as T;
