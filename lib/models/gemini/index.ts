export { gemini, type GeminiOptions } from './gemini.ts';
