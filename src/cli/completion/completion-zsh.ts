import type {
  CompletionCommand,
  CompletionOption,
  CompletionTree,
  CompletionValues,
} from "./completion-tree.js";

/** The completion script for zsh: to be read by a shell, or put where `fpath` leads, as `_bailiwick`. */
export function zshScript({ options, commands }: CompletionTree): string {
  const inner = commands.filter(({ name }) => name.includes(" "));
  const outer = commands.filter((command) => !inner.includes(command));
  const described = outer.map(({ name, description }) => `    ${quoted(`${name}:${description}`)}`);
  return `#compdef bailiwick
# zsh completion of bailiwick
_bailiwick() {
  local curcontext="$curcontext" state line
  typeset -A opt_args
  local -a commands
  commands=(
${described.join("\n")}
  )
  _arguments -C ${options.map(argument).join(" ")} '1: :->command' '*:: :->rest'
  case "$state" in
    command)
      _describe command commands
      ;;
    rest)
      local name="$line[1]"
      if (( CURRENT > 2 )); then
        case "$name $words[2]" in
          ${inner.map(({ name }) => quoted(name)).join(" | ")}) name="$name $words[2]" ;;
        esac
      fi
      case "$name" in
${commands.map(commandCase).join("\n")}
      esac
      ;;
  esac
}
if [ "$funcstack[1]" = "_bailiwick" ]; then
  _bailiwick "$@"
else
  compdef _bailiwick bailiwick
fi
`;
}

function commandCase({ name, options, values }: CompletionCommand): string {
  const rest = quoted(`*:argument:${action(values)}`);
  return `        ${quoted(name)})
          _arguments ${[...options.map(argument), rest].join(" ")}
          ;;`;
}

function argument({ flags, description, values }: CompletionOption): string {
  const about = description.replaceAll(/[[\]:\\]/gu, (character) => `\\${character}`);
  const value = values === undefined ? "" : `:value:${action(values)}`;
  return flags.map((flag) => quoted(`${flag}[${about}]${value}`)).join(" ");
}

/** What zsh does to complete a value. */
function action({ words, files }: CompletionValues): string {
  const list = words.join(" ");
  if (!files) return words.length === 0 ? " " : `(${list})`;
  return words.length === 0 ? "_files" : `{compadd ${list}; _files}`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
