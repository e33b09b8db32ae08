import { QueryClient, useQuery, type UseQueryResult } from "@tanstack/react-query";

import type { Answers } from "../wire/index.ts";
import { call, type Route, type Sent } from "./call.ts";
import { Problem } from "./problem.ts";

type Read = Extract<Route, `GET ${string}`>;

export interface Reading extends Pick<Sent, "params" | "query"> {
  enabled?: boolean;
  /** Milliseconds after which it is read again, or false. */
  every?: number | false;
}

/** Everything that was read and is kept. What failed is tried again, unless the server said that it will not do. */
export const answers = new QueryClient({
  defaultOptions: {
    queries: {
      retry: (count, error) => count < 2 && !(error instanceof Problem && error.status < 500),
      staleTime: 2_000,
      networkMode: "always", // a server on this machine needs no network
    },
    mutations: { networkMode: "always" },
  },
});

/** The key under which an answer is kept: of a route alone, that of all its answers. */
export function keyOf(route: Read, { params, query }: Reading = {}): unknown[] {
  return [route, ...(params || query ? [{ ...params }] : []), ...(query ? [{ ...query }] : [])];
}

/** Read a route, and keep its answer for every part that reads the same. */
export function useAnswer<R extends Read>(route: R, reading: Reading = {}): UseQueryResult<Answers[R]> {
  const { enabled = true, every = false, ...sent } = reading;
  return useQuery({
    queryKey: keyOf(route, sent),
    queryFn: ({ signal }) => call(route, { ...sent, signal }),
    enabled,
    refetchInterval: every,
  });
}
