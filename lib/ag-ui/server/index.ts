/* `rxswarm/ag-ui/server`: serves runs to AG-UI clients. Needs the package `jose`. */

export { serveAgUi, type ServeAgUiOptions } from './serve-ag-ui.ts';
