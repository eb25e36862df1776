import type { CompletionOption, CompletionTree, CompletionValues } from "./completion-tree.js";

/** The completion script for bash, from 3.2 on. */
export function bashScript({ options, commands }: CompletionTree): string {
  const general = options.flatMap(({ flags }) => flags);
  const names = commands.map(({ name }) => name);
  const inner = names.filter((name) => name.includes(" "));
  return `# bash completion of bailiwick
_bailiwick_files() {
  local file
  compopt -o filenames 2> /dev/null
  while IFS= read -r file; do
    COMPREPLY+=("$file")
  done < <(compgen -f -- "$1")
}
_bailiwick() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD - 1]} command= index word
  # Bash takes --option=value apart.
  if [[ $current == "=" ]]; then
    current=
  elif [[ $previous == "=" ]]; then
    previous=\${COMP_WORDS[COMP_CWORD - 2]}
  fi
  for ((index = 1; index < COMP_CWORD; index++)); do
    word=\${COMP_WORDS[index]}
    if [[ $word == -* ]]; then
      continue
    elif [[ -z $command ]]; then
      command=$word
    else
      case "$command $word" in
        ${inner.map((name) => quoted([name])).join(" | ")}) command="$command $word" ;;
      esac
      break
    fi
  done
  COMPREPLY=()
  case "$command $previous" in
${commands.flatMap(({ name, options: own }) => own.flatMap((option) => optionCase(name, option))).join("\n")}
  esac
  case "$command" in
    "")
      COMPREPLY=($(compgen -W ${quoted([...names.filter((name) => !inner.includes(name)), ...general])} -- "$current"))
      ;;
${commands.map(({ name, options: own, values }) => commandCase(name, own, values)).join("\n")}
  esac
}
complete -F _bailiwick bailiwick
`;
}

function optionCase(command: string, { flags, values }: CompletionOption): readonly string[] {
  if (values === undefined) return [];
  const patterns = flags.map((flag) => quoted([`${command} ${flag}`])).join(" | ");
  return [`    ${patterns})\n${replies(values)}\n      return\n      ;;`];
}

function commandCase(name: string, options: readonly CompletionOption[], values: CompletionValues): string {
  const flags = options.flatMap((option) => option.flags);
  return `    ${quoted([name])})
      if [[ $current == -* ]]; then
        COMPREPLY=($(compgen -W ${quoted(flags)} -- "$current"))
        return
      fi
${replies(values)}
      ;;`;
}

/** File names are taken line by line, because they may hold blanks. */
function replies({ words, files }: CompletionValues): string {
  const lines = [
    ...(words.length === 0 ? [] : [`COMPREPLY=($(compgen -W ${quoted(words)} -- "$current"))`]),
    ...(files ? [`_bailiwick_files "$current"`] : []),
  ];
  return (lines.length === 0 ? [":"] : lines).map((line) => `      ${line}`).join("\n");
}

/** Words as one text for the shell; names of commands, options and values hold nothing that it could take apart. */
function quoted(words: readonly string[]): string {
  return `"${words.join(" ")}"`;
}
