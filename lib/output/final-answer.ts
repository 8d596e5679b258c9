/**
 * The function a model calls to answer where the server knows no `response_format`. One name for all, so that whoever
 * reads the stream finds the answer in it.
 */
export const FINAL_ANSWER = 'final_answer';
