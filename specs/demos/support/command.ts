import { spawn } from 'node:child_process';

export interface Ended {
  readonly status: number | null;
  readonly output: string;
}

export interface CommandOptions {
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** A developer may have set these. */
const NO_MODEL = {
  ...{ PROVIDER: '', MODEL: '', OPENAI_API_KEY: '', OPENAI_BASE_URL: '', EMBEDDINGS_MODEL: '' },
  ...{ ANTHROPIC_API_KEY: '', ANTHROPIC_BASE_URL: '', GEMINI_API_KEY: '', GEMINI_BASE_URL: '' },
};

/** Runs a demo as a user does, with a pipe as input. No model is configured unless `env` names one. */
export const command = (file: string, flags: readonly string[] = [], options: CommandOptions = {}): Promise<Ended> =>
  new Promise((resolve, reject) => {
    const { input = '', env = {} } = options;
    const child = spawn(process.execPath, ['--import', 'tsx', `demos/${file}`, ...flags], {
      env: {
        ...process.env,
        ...NO_MODEL,
        FORCE_COLOR: undefined,
        NO_COLOR: undefined,
        ...env,
      },
    });
    let output = '';
    const keep = (data: Buffer) => {
      output += data.toString();
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.on('error', reject);
    child.on('close', (status) => {
      resolve({ status, output });
    });
    child.stdin.end(input);
  });
