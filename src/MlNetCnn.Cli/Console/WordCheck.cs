using System.CommandLine;
using System.CommandLine.Parsing;

namespace MlNetCnn.Cli;

/// <summary>Finds words of the command line that the parser takes and nobody means: misspelt options among the operands, and empty values.</summary>
internal static class WordCheck
{
    /// <summary>What is wrong, a sentence each; the nearest names are proposed.</summary>
    /// <param name="parse">The command line.</param>
    public static IReadOnlyList<string> Problems(ParseResult parse)
    {
        var results = parse.CommandResult.Children;
        var options = results.OfType<OptionResult>().ToArray();
        string[] operands = [.. results.OfType<ArgumentResult>().SelectMany(result => result.Tokens).Select(token => token.Value), .. parse.UnmatchedTokens];

        // Behind '--' a word may begin as an option does.
        var behind = parse.Tokens.Reverse().TakeWhile(token => token.Type != TokenType.DoubleDash).Count();
        var before = behind == parse.Tokens.Count ? operands : operands.SkipLast(behind);
        return
        [
            .. before.Where(word => word.Length > 1 && word[0] == '-').Select(word => $"{Unknown(parse, word)}; a file of that name goes behind '--'"),
            .. options.SelectMany(option => option.Tokens, (option, token) => (option.Option.Name, token.Value))
                .Where(given => given.Value.StartsWith("--", StringComparison.Ordinal))
                .Select(given => Options(parse.CommandResult).Contains(given.Value, StringComparer.Ordinal)
                    ? $"{given.Name} has no value: '{given.Value}' follows it"
                    : $"{given.Name} takes a value, and {Unknown(parse, given.Value)}"),
            .. options.SelectMany(option => option.Tokens, (option, token) => (option.Option.Name, token.Value))
                .Concat(results.OfType<ArgumentResult>().SelectMany(result => result.Tokens, (result, token) => (result.Argument.Name, token.Value)))
                .Where(given => string.IsNullOrWhiteSpace(given.Value))
                .Select(given => $"the value of {given.Name} is empty; a variable of the shell that is not set is the usual cause"),
        ];
    }

    /// <summary>The names that were perhaps meant by words which are no command and no operand, a sentence each; none where nothing is near.</summary>
    /// <param name="parse">The command line.</param>
    public static IEnumerable<string> Proposals(ParseResult parse) => parse.UnmatchedTokens
        .Select(word => (Word: word, Names: NearestNames.FindNear(word, parse.CommandResult.Command.Subcommands.Select(command => command.Name))))
        .Where(near => near.Names.Count > 0)
        .Select(near => $"'{near.Word}': did you mean {string.Join(" or ", near.Names.Select(name => $"'{name}'"))}?");

    private static string Unknown(ParseResult parse, string word)
    {
        var near = NearestNames.FindNear(word.Split('=', ':')[0], Options(parse.CommandResult), 1);
        return $"there is no option '{word}'{(near.Count == 0 ? "" : $" (did you mean {near[0]}?)")}";
    }

    private static IEnumerable<string> Options(CommandResult command)
    {
        var names = command.Command.Options.SelectMany(option => option.Aliases.Prepend(option.Name));
        return command.Parent is CommandResult parent ? names.Concat(Options(parent)) : names;
    }
}
