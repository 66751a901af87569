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
        Console.Out.WriteLine(arguments is [string shell] ? Script(shell, commands, options) : throw Unknown());
        return ExitCode.Done;
    }

    private static string Script(string shell, string commands, string options) => shell switch
    {
        "bash" => $$"""
            _sharpbuild() {
                local word="${COMP_WORDS[COMP_CWORD]}"
                if [[ "$word" == -* ]]; then
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
                if [[ "$PREFIX" == -* ]]; then
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
            .. BuildOptionTable.Options.Select(option => $"complete -c sharpbuild -l {option.Name} -d '{option.Help.Replace("'", "\\'", StringComparison.Ordinal)}'"),
        ]),
        _ => throw Unknown(),
    };

    private static UsageException Unknown() => new("completion needs a shell", "write sharpbuild completion bash, zsh or fish");
}
