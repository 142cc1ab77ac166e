/** Version of the agent; a test holds it to package.json, which the single-file agent does not carry. */
export const AGENT_VERSION = '0.1.0';
