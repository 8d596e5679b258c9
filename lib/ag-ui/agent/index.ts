/* A swarm as an agent of AG-UI. Needs `@ag-ui/client`. */

export { SwarmAgent, type SwarmAgentConfig } from './swarm-agent.ts';
