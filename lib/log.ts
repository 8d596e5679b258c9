/** Says something to whoever debugs, in the words of `debug`: `%s`, `%d`, `%O`. */
export interface Log {
  (format: string, ...values: readonly unknown[]): void;
  /** Whether anybody listens: what takes work to say is not said otherwise. */
  readonly enabled: boolean;
}

/** What a run says, by namespace. */
export interface Logs {
  readonly run: Log;
  readonly chat: Log;
  readonly tool: Log;
}

const nothing: Log = Object.assign(() => undefined, { enabled: false });

/** For a loop that is used alone: `Swarm` is what brings `debug` along. */
export const SILENT: Logs = { run: nothing, chat: nothing, tool: nothing };
