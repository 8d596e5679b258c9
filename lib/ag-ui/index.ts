/* `rxswarm/ag-ui`: turns runs into AG-UI events. Needs only the types of `@ag-ui/core`. */

export { toAgUi } from './to-ag-ui.ts';
export type { AgUiRun } from './translate.ts';
