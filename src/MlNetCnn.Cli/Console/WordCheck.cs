using System.CommandLine;
using System.CommandLine.Parsing;

namespace MlNetCnn.Cli;

/// <summary>Finds words that the parser accepts by mistake: misspelled options among the arguments, and empty values.</summary>
internal static class WordCheck
{
    /// <summary>Returns the errors, one sentence each, with suggestions.</summary>
    /// <param name="parse">The command line.</param>
    public static IReadOnlyList<string> Problems(ParseResult parse)
    {
        var results = parse.CommandResult.Children;
        var options = results.OfType<OptionResult>().ToArray();
        string[] operands = [.. results.OfType<ArgumentResult>().SelectMany(result => result.Tokens).Select(token => token.Value), .. parse.UnmatchedTokens];

        // After '--', an argument may start with a hyphen.
        var after = parse.Tokens.Reverse().TakeWhile(token => token.Type != TokenType.DoubleDash).Count();
        var before = after == parse.Tokens.Count ? operands : operands.SkipLast(after);
        return
        [
            .. before.Where(word => word.Length > 1 && word[0] == '-').Select(word => $"{Unknown(parse, word)}; put a file of that name after '--'"),
            .. options.SelectMany(option => option.Tokens, (option, token) => (option.Option.Name, token.Value))
                .Where(given => given.Value.StartsWith("--", StringComparison.Ordinal))
                .Select(given => Options(parse.CommandResult).Contains(given.Value, StringComparer.Ordinal)
                    ? $"{given.Name} has no value: '{given.Value}' follows it"
                    : $"{given.Name} takes a value, and {Unknown(parse, given.Value)}"),
            .. options.SelectMany(option => option.Tokens, (option, token) => (option.Option.Name, token.Value))
                .Concat(results.OfType<ArgumentResult>().SelectMany(result => result.Tokens, (result, token) => (result.Argument.Name, token.Value)))
                .Where(given => string.IsNullOrWhiteSpace(given.Value))
                .Select(given => $"the value of {given.Name} is empty; a shell variable may not be set"),
        ];
    }

    /// <summary>Returns suggestions for unknown words, one sentence each; none where no command has a similar name.</summary>
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
