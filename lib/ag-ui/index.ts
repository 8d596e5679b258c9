/* Runs as AG-UI events. Needs the types of `@ag-ui/core` only; `rxswarm/ag-ui/agent` and `/server` need more. */

export { toAgUi, type AgUiRun } from './to-ag-ui.ts';
