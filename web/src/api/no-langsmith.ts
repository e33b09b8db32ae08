/** What `@langchain/langgraph-sdk` takes of langsmith. A browser traces nothing, so there is nothing to carry along. */

export const isTraceableFunction = () => false;
export const getCurrentRunTree = () => undefined;
export const ROOT = undefined;
export const RunTree = { fromHeaders: () => undefined, fromRunnableConfig: () => undefined };
export const isRunTree = () => false;
export const Client = undefined;
export const convertToDottedOrderFormat = () => "";
export const uuid7 = () => crypto.randomUUID();
export const uuid7FromTime = () => crypto.randomUUID();
export const traceable = undefined;
export const AsyncLocalStorageProviderSingleton = { getInstance: () => ({ getStore: () => undefined }) };
