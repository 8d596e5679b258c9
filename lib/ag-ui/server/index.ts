/* Serving runs to AG-UI clients. Needs `jose`. */

export { serveAgUi, type ServeAgUiOptions } from './serve-ag-ui.ts';
