import type {
  CompletionCommand,
  CompletionOption,
  CompletionTree,
  CompletionValues,
} from "./completion-tree.js";

/** The completion script for zsh: to be read by a shell, or put where `fpath` leads, as `_bailiwick`. */
export function zshScript({ options, commands }: CompletionTree): string {
  const described = commands.map(({ name, description }) => `    ${quoted(`${name}:${description}`)}`);
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
      case "$line[1]" in
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
  return `        ${name})
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
