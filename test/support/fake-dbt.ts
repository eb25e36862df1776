import { writeScript } from "./dbt.js";

/** What a manifest says of two models, the second behind the first, a test and a hook. */
const manifest = {
  "model.tiny.first": node("first", "model", "models/first.sql", []),
  "model.tiny.second": node("second", "model", "models/second.sql", ["model.tiny.first"]),
  "test.tiny.first_is_full": node("first_is_full", "test", "tests/first_is_full.sql", ["model.tiny.first"]),
  "operation.tiny.hook": node("hook", "operation", "dbt_project.yml", []),
};

function node(name: string, kind: string, file: string, dependsOn: readonly string[]): object {
  return {
    name,
    resource_type: kind,
    original_file_path: file,
    tags: [],
    config: { materialized: "table" },
    description: "",
    depends_on: { nodes: dependsOn },
  };
}

/**
 * Writes a program that is called as dbt is and does what `body` says, in the shell: `say NAME [DATA]` writes a line of the log,
 * `started ID` and `ended ID STATUS` those of nodes, `give NAME CONTENT` an artefact of this call,
 * `result ID STATUS [MESSAGE]` is a result for it; `$selected`, `$target` and `$call`, which counts from 1, are at hand.
 */
export function writeFakeDbt(folder: string, body: string): string {
  return writeScript(
    folder,
    `
command=$1; selected=
while [ $# -gt 0 ]; do
  case $1 in
    --target-path) target=$2 ;;
    --select) shift; while [ $# -gt 0 ] && [ "\${1#--}" = "$1" ]; do selected="$selected $1"; shift; done ;;
  esac
  [ $# -gt 0 ] && shift
done
echo >> "${folder}/calls"
call=$(wc -l < "${folder}/calls" | tr -d ' ')
id=call-$call
line() { printf '{"info":{"name":"%s","level":"%s","msg":"%s","invocation_id":"%s"},"data":%s}\\n' "$1" "$2" "$3" "$id" "$4"; }
say() { data=$2; line "$1" info "$1" "\${data:-{\\}}"; }
started() { line LogStartLine info "START $1" '{"total":2,"node_info":{"node_status":"started","unique_id":"'"$1"'"}}'; }
ended() { line LogModelResult info "$2 $1" '{"execution_time":0.25,"node_info":{"node_status":"'"$2"'","unique_id":"'"$1"'"}}'; }
give() { printf '{"metadata":{"invocation_id":"%s"},%s}' "$id" "$2" > "$target/$1"; }
result() { printf '{"unique_id":"%s","status":"%s","execution_time":0.25,"message":"%s","compiled_code":"select 1"}' "$1" "$2" "$3"; }
say MainReportVersion '{"version":"=1.11.16"}'
give manifest.json '"nodes":${JSON.stringify(manifest)}'
${body}`,
  );
}
