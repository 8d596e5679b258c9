/* `rxswarm/ag-ui`: turns runs into AG-UI events. Needs only the types of `@ag-ui/core`. */

export { toAgUi, type AgUiRun } from './to-ag-ui.ts';
