/** True when two types are assignable to each other: `true satisfies Equal<A, B>`. */
export type Equal<A, B> = [A, B] extends [B, A] ? true : false;
