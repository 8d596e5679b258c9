/* Models of the AI SDK */
export { fromAiSdk } from './from-ai-sdk.ts';
export type { AiSdkModel, PartStream } from './language-model.ts';
