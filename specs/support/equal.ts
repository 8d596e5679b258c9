/** Whether two types take each other's values: `true satisfies Equal<A, B>`. */
export type Equal<A, B> = [A, B] extends [B, A] ? true : false;
