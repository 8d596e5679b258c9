import { Swarm } from 'rxswarm';
import { http, retry, timeout, type ChatModel } from 'rxswarm/models';
import { map, of, type Observable } from 'rxjs';
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
  isConfigured(env) ? of(configured(env)) : embedded(pace);

const isConfigured = ({ OPENAI_API_KEY: key = '', OPENAI_BASE_URL: url = '' }: Environment): boolean =>
  key !== '' || url !== '';

const configured = ({ OPENAI_BASE_URL: url, MODEL: model = '' }: Environment): Model => ({
  ...talking(model === '' ? patient(http()) : named(model, patient(http()))),
  isEmbedded: false,
  name: model || 'gpt-4o',
  introduction: `Talking to ${model || 'gpt-4o'} at ${url || 'api.openai.com'}.`,
});

const embedded = (pace: Pace): Observable<Model> =>
  embeddedModel({ pace }).pipe(
    map((server) => ({
      ...talking(http({ baseURL: server.baseURL })),
      server,
      isEmbedded: true,
      name: 'embedded',
      introduction:
        'The embedded model is talking: a few rules on this machine, no AI. ' +
        'For a real one set OPENAI_API_KEY, or OPENAI_BASE_URL (any compatible endpoint), and MODEL.',
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
