/** Sets environment variables for each spec of a file, and restores the environment after each. */
export const useEnvironment = (variables: Readonly<Record<string, string>>): void => {
  const { env } = process;
  beforeEach(() => {
    process.env = { ...env, ...variables };
  });
  afterEach(() => {
    process.env = env;
  });
};
