/* `rxswarm/ag-ui/agent`: a swarm as an AG-UI agent. Needs the package `@ag-ui/client`. */

export { SwarmAgent, type SwarmAgentConfig } from './swarm-agent.ts';
