export { embeddedModel, type EmbeddedModel, type EmbeddedOptions } from './server.ts';
export type { Activity } from './exchange.ts';
export { human, hurried, immediate, type Pace } from './pace.ts';
