/** For each spec of a file, an environment of its own: these variables stand, and what a spec sets is forgotten after it. */
export const useEnvironment = (variables: Readonly<Record<string, string>>): void => {
  const { env } = process;
  beforeEach(() => {
    process.env = { ...env, ...variables };
  });
  afterEach(() => {
    process.env = env;
  });
};
