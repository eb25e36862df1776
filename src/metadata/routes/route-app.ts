/** What is needed of a request of Hono. */
export interface RouteHttpRequest {
  readonly path: string;
  readonly raw: Request;
  header(): Record<string, string>;
  header(name: string): string | undefined;
  param(name: string): string | undefined;
  queries(): Record<string, string[]>;
  text(): Promise<string>;
}

/** What is needed of a `Context` of Hono. */
export interface RouteContext {
  readonly req: RouteHttpRequest;
  readonly env: unknown;
  /** Sets a header of the answer; without a value it is removed. */
  header(name: string, value?: string): void;
  json(value: object, status: number): Response;
  body(text: string | null, status: number, headers?: Record<string, string>): Response;
}

/** Answers a request. */
export type RouteEndpoint = (context: RouteContext) => Response | Promise<Response>;

/**
 * What routes are mounted on: a `Hono` app, or what has these two of its methods. The package itself does not load Hono.
 */
export interface RouteApp {
  on(methods: string[], path: string, endpoint: RouteEndpoint): unknown;
  notFound(endpoint: RouteEndpoint): unknown;
}
