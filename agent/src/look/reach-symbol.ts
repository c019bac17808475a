/** Name of the symbol under which the agent's thread finds, through the inspector, what must be there in a stuck thread. */
export const reachSymbol = 'suture.look';
