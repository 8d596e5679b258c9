import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { BasicTracerProvider, BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { Agent, Swarm } from 'rxswarm';
import { http } from 'rxswarm/models';
import { response } from 'rxswarm/operators';
import { trace, traced } from 'rxswarm/otel';
import { merge } from 'rxjs';
import { ended } from '../support/ended.ts';
import { useEnvironment } from '../support/environment.ts';
import { loopbackServer } from '../support/loopback-server.ts';
import { otlpReceiver } from '../support/otlp-receiver.ts';
import { answering } from '../support/wire.ts';

const messages = [{ role: 'user', content: 'Hello' }] as const;

describe('an OTLP endpoint', () => {
  useEnvironment({});

  it.each([
    ['Langfuse', '/api/public/otel', 'Authorization=Basic cGstbGY6c2stbGY=', 'Basic cGstbGY6c2stbGY='],
    ['Logfire', '', 'Authorization=pylf_v1_token', 'pylf_v1_token'],
  ])('receives one trace at the address and with the headers of %s', async (_, path, headers, authorization) => {
    const [receiver, model] = await Promise.all([otlpReceiver(), loopbackServer({ body: answering('Hi') })]);
    Object.assign(process.env, {
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url + path,
      OTEL_EXPORTER_OTLP_HEADERS: headers,
    });
    const tracerProvider = new BasicTracerProvider({
      spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())],
    });
    const swarm = traced(new Swarm(http({ baseURL: model.url })), { tracerProvider });
    const ask = (name: string) => swarm.run({ agent: new Agent({ name }), messages }).pipe(response());
    await ended(merge(ask('A'), ask('B')).pipe(trace('two opinions', { tracerProvider })));
    await tracerProvider.shutdown();
    await Promise.all([receiver.close(), model.close()]);

    expect(receiver.requests.map((request) => [request.path, request.headers.authorization])).toEqual([
      [`${path}/v1/traces`, authorization],
    ]);
    const root = receiver.spans.find(({ name }) => name === 'invoke_workflow two opinions');
    const agents = receiver.spans.filter(({ name }) => name.startsWith('invoke_agent'));
    const chats = receiver.spans.filter(({ name }) => name === 'chat gpt-4o');
    expect(receiver.spans.map(({ traceId }) => traceId)).toEqual(receiver.spans.map(() => root?.traceId));
    expect(agents.map(({ parentSpanId }) => parentSpanId)).toEqual([root?.spanId, root?.spanId]);
    expect(chats.map(({ parentSpanId }) => parentSpanId).sort()).toEqual(agents.map(({ spanId }) => spanId).sort());
    expect(chats[0]?.attributes).toContainEqual({ key: 'gen_ai.operation.name', value: { stringValue: 'chat' } });
  });
});
