const NAME = 'UsageProblem';

/** Makes an error for a mistake on the command line. It is printed in one line, with exit status 2. */
export const usageProblem = (message: string): Error => Object.assign(new Error(message), { name: NAME });

/** Returns whether an error is a usage problem. */
export const isUsageProblem = (error: unknown): error is Error => error instanceof Error && error.name === NAME;
