import type { SqlValue } from "../../store/index.js";
import type { RegistryAccess } from "../registry-definition.js";
import { asOf, readRegistry } from "./as-of.js";
import { statementsOf } from "../statements/registry-statements.js";

type Signal = AbortSignal | undefined;

/** The ids of those who are active as of a year, sorted. */
export async function listActive(
  access: RegistryAccess,
  year: number,
  signal: Signal,
): Promise<readonly string[]> {
  return readRegistry(access, signal, async (registry) => {
    const values = asOf(registry, year);
    if (values === undefined) return Object.freeze([]);
    const statement = statementsOf(access.definition).fold.upTo(values).active.bind(values);
    const { employee_id: ids = [] } = await registry.connection.columns(statement);
    return ids as readonly string[];
  });
}

/** The ids of those who are active as of a year, for looking one up. */
export async function setOfActive(
  access: RegistryAccess,
  year: number,
  signal: Signal,
): Promise<ReadonlySet<string>> {
  return readRegistry(access, signal, async (registry) => {
    const values = asOf(registry, year);
    if (values === undefined) return new Set();
    const statement = statementsOf(access.definition).fold.upTo(values).activeInNoOrder.bind(values);
    const { employee_id: ids = [] } = await registry.connection.columns(statement);
    return new Set(ids as readonly string[]);
  });
}

/** The ids of those who are active as of a year, sorted, as they are asked for. */
export async function* streamActive(
  access: RegistryAccess,
  year: number,
  signal: Signal,
): AsyncGenerator<readonly string[]> {
  // A connection is leased for a piece of work: this one goes on as the reader does, and ends with it.
  const { readable, writable } = new TransformStream<readonly string[], readonly string[]>();
  const writer = writable.getWriter();
  const reading = readRegistry(access, signal, async (registry) => {
    const values = asOf(registry, year);
    if (values === undefined) return;
    const statement = statementsOf(access.definition).fold.upTo(values).active.bind(values);
    for await (const rows of registry.connection.stream<{ employee_id: string }>(statement)) {
      await writer.write(Object.freeze(rows.map((row) => row.employee_id)));
    }
  })
    .then(
      async () => writer.close(),
      async (error: unknown) => writer.abort(error),
    )
    // The reader has left.
    .catch(() => undefined);
  try {
    yield* readable;
  } finally {
    await reading;
  }
}

/** What a state says of employees, by their ids. */
export async function stateOfEmployees<T>(
  access: RegistryAccess,
  {
    ids,
    year,
    signal,
  }: { readonly ids: readonly string[]; readonly year: number | undefined; readonly signal: Signal },
  answer: { readonly column: string; readonly read: (value: SqlValue) => T; readonly unknown: T },
): Promise<ReadonlyMap<string, T>> {
  return readRegistry(access, signal, async (registry) => {
    const answers = new Map(ids.map((id) => [id, answer.unknown]));
    const values = asOf(registry, year ?? registry.last);
    if (values === undefined || ids.length === 0) return answers;
    const { ofEmployee, ofEmployees } = statementsOf(access.definition).fold.upTo(values);
    const [only] = ids;
    const statement =
      only !== undefined && ids.length === 1
        ? ofEmployee.bind({ ...values, employee_id: only })
        : ofEmployees.bind({ ...values, employee_ids: ids });
    const columns = await registry.connection.columns(statement);
    columns["employee_id"]?.forEach((id, index) => {
      answers.set(id as string, answer.read(columns[answer.column]?.[index] ?? null));
    });
    return answers;
  });
}
