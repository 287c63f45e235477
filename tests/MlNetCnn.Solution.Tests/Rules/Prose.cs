using System.Text.RegularExpressions;
using Xunit;

namespace MlNetCnn.Solution.Tests;

/// <summary>One spelling and one word for one thing in comments, messages and pages, as <see cref="Vocabulary"/> has it for names.</summary>
public sealed partial class Prose
{
    [Theory]
    [InlineData("image", "[Pp]ictur")]
    [InlineData("American spelling", "[Cc]olour|\\b[Gg]rey|[Cc]atalogue|[Ll]icence|[Ll]abelled|[Bb]ehaviour|[Nn]eighbour")]
    [InlineData("American spelling: -ize", "[Nn]ormalis|[Ss]tandardis|[Oo]ptimis[ei]|[Ii]nitialis|[Rr]ecognis|[Aa]nalyse[ds]?\\b")]
    [InlineData("American spelling, too", "\\b[Cc]entred?\\b|[Ff]avour|[Cc]ancelled|[Cc]ancelling|\\b[Ll]earnt\\b|\\b[Mm]isspelt")]
    [InlineData("error", "(?<![Dd]e)[Ff]ault(?:s|y)?\\b")]
    [InlineData("fix", "\\b[Mm]end(?:s|ed|ing)?\\b")]
    [InlineData("validation", "\\b[Ss]teer")]
    [InlineData("plain ML.NET", "\\b[Ss]tock\\b(?!-)")]
    [InlineData("integer", "\\bwhole numbers?\\b")]
    [InlineData("before", "\\b[Ii]n front of\\b")]
    [InlineData("again, continues, reported, requested", "\\b[Aa]new\\b|\\bgo(?:ne|es) on\\b|\\btold of\\b|\\basked for\\b")]
    [InlineData("is in, no one, oriented", "\\blies\\b|\\b[Nn]obody|\\b[Uu]pright\\b|\\bin the midst\\b|\\bknows no\\b|\\bhas no part\\b")]
    public void Texts_HaveOneWordForOneThing(string word, string left)
    {
        var found =
            from file in Texts()
            from line in File.ReadLines(file.Path).Index()
            where Regex.IsMatch(Persisted().Replace(line.Item, ""), left)
            select $"{file.Relative}:{line.Index + 1}: {line.Item.Trim()}";
        Assert.True(!found.Any(), $"in place of '{word}':\n{string.Join('\n', found)}");
    }

    private static IEnumerable<(string Path, string Relative)> Texts()
    {
        // What earlier versions were called is the changelog's business.
        string[] pages = [.. Directory.GetFiles(Repository.Root, "*.md").Where(page => Path.GetFileName(page) != "CHANGELOG.md"),
            .. Directory.GetFiles(Path.Combine(Repository.Root, "docs"), "*.md"), .. Directory.GetFiles(Path.Combine(Repository.Root, "pretrained"), "*.md")];
        Assert.True(pages.Length > 8);
        return Repository.Sources("src").Concat(pages.Select(page => (page, Path.GetRelativePath(Repository.Root, page))));
    }

    /// <summary>
    /// Texts in files that earlier versions wrote: names of nodes in saved graphs, keys of metadata, of an audit and of a checkpoint, and the value of
    /// <c>preprocessing.choice</c>. The last are CSS classes.
    /// </summary>
    [GeneratedRegex(
        "\"picture_\\w+\"|\"(?:\\w+_)?centred\"|\"image\\.grey\"|\" grey\"|\"licence(?:Note)?\"|\"faults\"|faults\\[|the network takes whole numbers"
        + "|class=\\\\\"(?:small|large) pictures\\\\\"")]
    private static partial Regex Persisted();
}
