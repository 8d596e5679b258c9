import { Swarm } from 'rxswarm';
import { http, retry, timeout, type ChatModel } from 'rxswarm/models';
import { anthropic } from 'rxswarm/models/anthropic';
import { gemini } from 'rxswarm/models/gemini';
import { responses } from 'rxswarm/models/responses';
import { defer, map, of, type Observable } from 'rxjs';
import { embeddedModel, type EmbeddedModel, type Pace } from './embedded/index.ts';

/** The model that answers in a demo. */
export interface Model {
  readonly swarm: Swarm;
  /** The chat model of `swarm`, for demos that wrap it in a swarm of their own. */
  readonly chatModel: ChatModel;
  readonly isEmbedded: boolean;
  /**
   * The server of the embedded model, for demos that count its requests or ask it from another process. Absent when a
   * real endpoint answers.
   */
  readonly server?: EmbeddedModel;
  /** Name of the model at the endpoint. */
  readonly name: string;
  /** Tells the user which model answers, in one line. */
  readonly introduction: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Emits the model that the environment names. Without one it starts the embedded model, which is up while someone is
 * subscribed.
 */
export const modelFor = (pace: Pace, env: Environment = process.env): Observable<Model> =>
  defer(() => (isConfigured(env) ? of(configured(env)) : embedded(pace)));

/** An API, and how the environment names its server. */
interface Provider {
  readonly wire: (options: { readonly baseURL?: string; readonly apiKey?: string }) => ChatModel;
  readonly url: string;
  readonly key: string;
  /** The host that is asked without an address. */
  readonly host: string;
  /** The model that is asked without `MODEL`. */
  readonly model: string;
}

const OPENAI = { url: 'OPENAI_BASE_URL', key: 'OPENAI_API_KEY', host: 'api.openai.com' };

/** The API that is asked where `PROVIDER` says nothing. */
const CHAT: Provider = { ...OPENAI, wire: http, model: 'gpt-4o' };

/** The APIs by their name in `PROVIDER`. */
const PROVIDERS: Readonly<Record<string, Provider>> = {
  openai: CHAT,
  responses: { ...OPENAI, wire: responses, model: 'gpt-5-mini' },
  anthropic: {
    wire: anthropic,
    ...{ url: 'ANTHROPIC_BASE_URL', key: 'ANTHROPIC_API_KEY', host: 'api.anthropic.com' },
    model: 'claude-sonnet-4-5',
  },
  gemini: {
    wire: gemini,
    ...{ url: 'GEMINI_BASE_URL', key: 'GEMINI_API_KEY', host: 'generativelanguage.googleapis.com' },
    model: 'gemini-2.5-flash',
  },
};

/** @throws an `Error` for a provider that is not known */
const providerOf = ({ PROVIDER: name = '' }: Environment): Provider | undefined => {
  if (name !== '' && !Object.hasOwn(PROVIDERS, name))
    throw new Error(`PROVIDER is ${JSON.stringify(name)}: it may be ${Object.keys(PROVIDERS).join(', ')}.`);
  return PROVIDERS[name];
};

const isConfigured = (env: Environment): boolean => {
  const { url, key } = providerOf(env) ?? OPENAI;
  return (env[url] ?? '') !== '' || (env[key] ?? '') !== '' || providerOf(env) !== undefined;
};

const configured = (env: Environment): Model => {
  const provider = providerOf(env);
  const { wire, url, key, host, model } = provider ?? CHAT;
  const name = env['MODEL'] ?? '';
  const chatModel = patient(wire({ ...optional('baseURL', env[url]), ...optional('apiKey', env[key]) }));
  // Agents name models of OpenAI, so that any other API needs another name.
  const isNamed = name !== '' || (provider !== undefined && wire !== http);
  return {
    ...talking(isNamed ? named(name || model, chatModel) : chatModel),
    isEmbedded: false,
    name: name || model,
    introduction: `Talking to ${name || model} at ${env[url] || host}.`,
  };
};

const optional = <K extends string>(name: K, value: string | undefined): Partial<Record<K, string>> =>
  (value ? { [name]: value } : {}) as Partial<Record<K, string>>;

const embedded = (pace: Pace): Observable<Model> =>
  embeddedModel({ pace }).pipe(
    map((server) => ({
      ...talking(http({ baseURL: server.baseURL })),
      server,
      isEmbedded: true,
      name: 'embedded',
      introduction:
        'The embedded model is talking: a few rules on this machine, no AI. ' +
        'For a real one set OPENAI_API_KEY, or OPENAI_BASE_URL (any compatible endpoint), and MODEL; ' +
        'or PROVIDER=anthropic, gemini or responses, and its key.',
    })),
  );

const talking = (chatModel: ChatModel): Pick<Model, 'swarm' | 'chatModel'> => ({
  swarm: new Swarm(chatModel),
  chatModel,
});

/** Adds the retries and the timeout of `new Swarm()`. */
const patient = (model: ChatModel): ChatModel => retry()(timeout()(model));

/** Asks for this model, whichever model the agents name. */
const named =
  (name: string, model: ChatModel): ChatModel =>
  (request) =>
    model({ ...request, model: name });
