import { Swarm } from 'rxswarm';
import { roomsOf } from '../../../demos/web/rooms.ts';
import { asked } from '../../support/asked.ts';
import { says } from '../../support/chunks.ts';
import { scripted } from '../../support/scripted-model.ts';
import { logged } from '../../support/served.ts';

it('a room refuses the state of another room that has an agent of the same name', async () => {
  const swarm = new Swarm(scripted(says('Welcome.'), says('Welcome.')));
  const rooms = roomsOf(() => swarm, logged());
  const [airline, triage] = ['airline', 'triage'].map((name) => rooms.get(name));
  if (airline === undefined || triage === undefined) throw new Error('There are no such rooms.');
  const messages = [{ role: 'user', content: 'Hi' }];
  const { response } = await asked(airline, { messages });
  expect(response.agent.name).toBe('Triage');
  const answered = await asked(triage, { messages, state: response.state });
  expect([answered.status, answered.error.type]).toEqual([400, 'state']);
});
