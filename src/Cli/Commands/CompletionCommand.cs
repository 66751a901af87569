using Sharpbuild.Cli.Arguments;

namespace Sharpbuild.Cli.Commands;

/// <summary><c>sharpbuild completion</c>: scripts made from the tables of commands and options.</summary>
internal static class CompletionCommand
{
    /// <summary>Prints the script for a shell.</summary>
    public static int Run(string[] arguments)
    {
        string commands = string.Join(' ', CommandTable.Commands.Where(command => !command.IsHidden).Select(command => command.Name));
        string options = string.Join(' ', BuildOptionTable.Options.Select(option => "--" + option.Name));
        string runOptions = string.Join(' ', RunOptionTable.Options.Select(option => "--" + option.Name));
        Console.Out.WriteLine(arguments is [string shell] ? Script(shell, commands, options, runOptions) : throw Unknown());
        return ExitCode.Done;
    }

    private static string Script(string shell, string commands, string options, string runOptions) => shell switch
    {
        "bash" => $$"""
            _sharpbuild() {
                local word="${COMP_WORDS[COMP_CWORD]}"
                if [[ "$word" == -* && "${COMP_WORDS[1]}" == run ]]; then
                    COMPREPLY=($(compgen -W "{{runOptions}}" -- "$word"))
                elif [[ "$word" == -* ]]; then
                    COMPREPLY=($(compgen -W "{{options}}" -- "$word"))
                elif [[ $COMP_CWORD -eq 1 ]]; then
                    COMPREPLY=($(compgen -W "{{commands}}" -- "$word") $(compgen -d -- "$word"))
                else
                    COMPREPLY=($(compgen -f -- "$word"))
                fi
            }
            complete -o filenames -F _sharpbuild sharpbuild
            """,
        "zsh" => $$"""
            #compdef sharpbuild
            _sharpbuild() {
                if [[ "$PREFIX" == -* && "${words[2]}" == run ]]; then
                    compadd -- {{runOptions}}
                elif [[ "$PREFIX" == -* ]]; then
                    compadd -- {{options}}
                elif (( CURRENT == 2 )); then
                    compadd -- {{commands}}
                    _files -/
                else
                    _files
                fi
            }
            compdef _sharpbuild sharpbuild
            """,
        "fish" => string.Join('\n',
        [
            $"complete -c sharpbuild -n __fish_use_subcommand -a '{commands}'",
            .. BuildOptionTable.Options.Select(option => Fish("not __fish_seen_subcommand_from run", option.Name, option.Help)),
            .. RunOptionTable.Options.Select(option => Fish("__fish_seen_subcommand_from run", option.Name, option.Help)),
        ]),
        _ => throw Unknown(),
    };

    private static string Fish(string condition, string name, string help) =>
        $"complete -c sharpbuild -n '{condition}' -l {name} -d '{help.Replace("'", "\\'", StringComparison.Ordinal)}'";

    private static UsageException Unknown() => new("completion needs a shell", "write sharpbuild completion bash, zsh or fish");
}
