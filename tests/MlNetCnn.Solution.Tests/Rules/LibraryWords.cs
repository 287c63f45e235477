using System.Text.RegularExpressions;
using Xunit;

namespace MlNetCnn.Solution.Tests;

/// <summary>The libraries speak of their own members; options, commands and exit codes are the command line's.</summary>
public sealed partial class LibraryWords
{
    [Theory]
    [MemberData(nameof(Projects.Libraries), MemberType = typeof(Projects))]
    public void Texts_NameNoOptionAndNoCommand(string project)
    {
        var found =
            from file in Repository.Sources("src", project)
            from line in File.ReadLines(file.Path).Select((text, index) => (Text: text, Number: index + 1))
            where !line.Text.TrimStart().StartsWith("//", StringComparison.Ordinal) && OptionOrCommand().IsMatch(line.Text)
            select $"{file.Relative}:{line.Number}: {line.Text.Trim()}";
        Assert.Empty(found);
    }

    [GeneratedRegex("\"[^\"]*(?:--[a-z]|\\bmlnetcnn [a-z]|\\bexit code\\b)[^\"]*\"")]
    private static partial Regex OptionOrCommand();
}
