import { Swarm } from 'rxswarm';
import { http, retry, timeout, type ChatModel } from 'rxswarm/models';
import { map, of, type Observable } from 'rxjs';
import { embeddedModel, type EmbeddedModel, type Pace } from './embedded/index.ts';

/** What answers in a demo. */
export interface Model {
  readonly swarm: Swarm;
  /** For a swarm of one's own, with something around it. */
  readonly chatModel: ChatModel;
  readonly isEmbedded: boolean;
  /** The server of the embedded one, for whoever counts its requests or asks it from another process. */
  readonly server?: EmbeddedModel;
  /** As the endpoint calls it. */
  readonly name: string;
  /** One line that says who is talking. */
  readonly introduction: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The model that the environment names; where it names none, the embedded one, which is up while someone is subscribed.
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

/** What `new Swarm()` puts around its own chat model. */
const patient = (model: ChatModel): ChatModel => retry()(timeout()(model));

/** Asks for this model, whatever the agents say. */
const named =
  (name: string, model: ChatModel): ChatModel =>
  (request) =>
    model({ ...request, model: name });
