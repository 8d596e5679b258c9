import { modelVersion } from './model-version.ts';

/*
 * Claude 5 and later think where a request does not say otherwise (platform.claude.com/docs/en/models: opus-5-5/whats-new-opus-5-5,
 * and the migration guides of sonnet-5-5, haiku-5-5 and fable-5-1, read 2026-12-01).
 */
const FIRST = 500;

/** Returns true for a model that cannot be told not to think: Fable, Mythos, and Opus and Sonnet from 5.5 on. */
const thinksAlways = (model: string): boolean =>
  /fable|mythos/.test(model) || (modelVersion(model) >= 505 && !model.includes('haiku'));

/** Returns true for a model that thinks unless it is told not to. */
export const thinksByDefault = (model: string): boolean => modelVersion(model) >= FIRST && !thinksAlways(model);

/** Returns true for a model that refuses forced calls: those that always think, except Fable 5 and Mythos 5. */
export const refusesForcedCalls = (model: string): boolean => modelVersion(model) > FIRST && thinksAlways(model);

/**
 * Returns true for a model that takes its thoughts back only after the words, the instructions and the functions that led to them:
 * "The block is bound to a different conversation", says the server, with status 400
 * (platform.claude.com/docs/en/build-with-claude/preserved-thinking/prefix-checks, read 2026-12-01).
 */
export const bindsThoughts = (model: string): boolean => modelVersion(model) > FIRST;
