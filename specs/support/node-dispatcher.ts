/*
 * Makes Node's dispatcher available to the specs that import this file. Jest gives each spec its own global scope with
 * Node's `fetch` in it, but without the dispatcher that `fetch` stores under a symbol.
 */
const GLOBAL = Symbol.for('undici.globalDispatcher.1');

type MakeFunction = (code: string) => () => { readonly [GLOBAL]?: object };

/** A function made by the constructor of Node's own functions runs in Node's own scope. */
const nodesScope = () => (globalThis.fetch.constructor as MakeFunction)('return globalThis')();

// Node 20 creates the dispatcher on the first access to a part of `fetch`.
const dispatcher = typeof Headers === 'function' ? nodesScope()[GLOBAL] : undefined;
if (dispatcher === undefined) throw new Error('This Node keeps no dispatcher beside its fetch.');
Object.defineProperty(globalThis, GLOBAL, { value: dispatcher, configurable: true });
