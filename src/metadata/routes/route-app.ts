/** What is needed of a request of Hono. */
export interface RouteHttpRequest {
  readonly path: string;
  readonly raw: Request;
  /** All headers, by their names in lower case. */
  header(): Record<string, string>;
  /** The value of a header, by its name in any case. */
  header(name: string): string | undefined;
  /** The value of a parameter of the path. */
  param(name: string): string | undefined;
  /** The values of the query, by name. */
  queries(): Record<string, string[]>;
  /** The body. */
  text(): Promise<string>;
}

/** What is needed of a `Context` of Hono. */
export interface RouteContext {
  readonly req: RouteHttpRequest;
  readonly env: unknown;
  /** Sets a header of the answer; without a value it is removed. */
  header(name: string, value?: string): void;
  /** An answer whose body is a value as JSON. */
  json(value: object, status: number): Response;
  /** An answer with a body, or with none. */
  body(text: string | null, status: number, headers?: Record<string, string>): Response;
}

/** Answers a request. */
export type RouteEndpoint = (context: RouteContext) => Response | Promise<Response>;

/**
 * What routes are mounted on: a `Hono` app, or what has these two of its methods. The package itself does not load Hono.
 */
export interface RouteApp {
  /** Has requests of these methods and this path answered. */
  on(methods: string[], path: string, endpoint: RouteEndpoint): unknown;
  /** Has requests answered that nothing else answers. */
  notFound(endpoint: RouteEndpoint): unknown;
}
