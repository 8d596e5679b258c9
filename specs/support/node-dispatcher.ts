/*
 * Makes Node's dispatcher known to the specs that import this. Jest gives each spec a global scope of its own with Node's
 * `fetch` in it, but not what `fetch` keeps beside it under a symbol.
 */
const GLOBAL = Symbol.for('undici.globalDispatcher.1');

type MakeFunction = (code: string) => () => { readonly [GLOBAL]?: object };

/** A function made by the constructor of Node's own functions belongs to Node's own scope. */
const nodesScope = () => (globalThis.fetch.constructor as MakeFunction)('return globalThis')();

// Node 20 makes the dispatcher when a part of `fetch` is touched.
const dispatcher = typeof Headers === 'function' ? nodesScope()[GLOBAL] : undefined;
if (dispatcher === undefined) throw new Error('This Node keeps no dispatcher beside its fetch.');
Object.defineProperty(globalThis, GLOBAL, { value: dispatcher, configurable: true });
