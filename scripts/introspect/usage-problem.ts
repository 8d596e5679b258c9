const NAME = 'UsageProblem';

/** A mistake of whoever typed the command: told in one sentence, exit status 2. */
export const usageProblem = (message: string): Error => Object.assign(new Error(message), { name: NAME });

export const isUsageProblem = (error: unknown): error is Error => error instanceof Error && error.name === NAME;
